"""The boundaries at which a week is held or stepped back, and where each comes from."""

MOST_PAIN = 3.0
MOST_TOLERABLE_PAIN = 5.0
CALM_PAIN = 2.0
AGAIN_WEEKS = 4
STAYS_WEEKS = 3
EFFORT_MORE = 2.0
EASY_AT_MOST = 4.0
LONG_AT_MOST = 6.0
TENSE_RUNS = 2
MOST_SHARE = 1.5
MOST_MINUTES_SHARE = 1.3
ENOUGH_DONE = 2 / 3
KEPT_WITHIN_SPM = 2.0

PAIN_SOURCE = (
    "Patients with Achilles tendon pain who went on running by a pain-monitoring model fared no worse"
    " (Silbernagel 2007, doi 10.1177/0363546506298279); it is described as allowing pain up to 5 of 10. The"
    " boundary of 3, new pain, and to hold or go back: convention."
)
CALM_SOURCE = "Convention: cadence comes back after a week of easy running that hardly hurt."
UNTIL_CALM = (
    "No cadence until a calm week: two of three easy runs done, and nothing above"
    f" {CALM_PAIN:g} of 10. Log them; to rest is right too."
)
LASTING_SOURCE = "Convention: nothing is added to pain that grows, or that stays for three weeks."
EFFORT_SOURCE = (
    "Very limited evidence that perceived effort rises with step rate (Anderson 2022, doi"
    " 10.1186/s40798-022-00504-0). Up to 4 of 10 as the easiest of three zones of effort: Sanders 2017 (doi"
    " 10.1123/ijspp.2016-0523), of cyclists. The rest: convention."
)
FORM_SOURCE = "Convention: breathing, shoulders and jaw show first that a change is forced."
LEAP_SOURCE = (
    "Convention. Novices who ran over 30 % more within a fortnight had more injuries of distance, though"
    " chance is not ruled out: hazard ratio 1.59, 0.96 to 2.66 (Nielsen 2014)."
)
OVERSHOT_SOURCE = (
    "Convention: one step at a time; steps shorter by more than 6 % cost more (Moore 2016, doi"
    " 10.1007/s40279-016-0474-4)."
)
DONE_SOURCE = "Convention: two of three sessions, as trials count who followed."
KEPT_SOURCE = (
    "Convention: within 2 steps a minute of the target, and a change that both intervals can tell (Zou &"
    " Donner 2008, doi 10.1002/sim.3095)."
)
STOP = (
    f"Stop a run when something hurts more than {MOST_PAIN:g} of 10, and log it. A shorter, quicker step asks"
    " more of calf and Achilles tendon: watch these first."
)
STOP_SOURCE = (
    "The boundary is a convention, below the 5 that a pain-monitoring model is described as allowing"
    " (Silbernagel 2007)."
)
