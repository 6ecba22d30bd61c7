/** What is said of one run, as the API has it. */

/** The day that is likely meant: today, or the day of the session where that is over. */
export function shownDay(planned, now = new Date()) {
  const two = (number) => String(number).padStart(2, '0')
  const today = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  return planned && planned < today ? planned : today
}

/** Of the form of a run of the plan's `session`, or of another where that is empty; throws Error for half a pain. */
export function entryOf(given, session) {
  const told = (name) => given.get(name) || null
  const number = (name, by = 1) => (told(name) === null ? null : Number(given.get(name)) / by)
  return {
    day: told('day'),
    session: session || null,
    done_share: session ? number('share', 100) : null,
    minutes: number('minutes'),
    effort: number('effort'),
    pain: pains(given.getAll('site'), given.getAll('score')),
    breathing: told('breathing'),
    shoulders: told('shoulders'),
    jaw: told('jaw'),
    notes: given.get('notes'),
    analysis: told('analysis'),
  }
}

function pains(sites, scores) {
  const pairs = sites.map((site, at) => [site, scores[at]]).filter(([site, score]) => site || score)
  if (pairs.some(([site, score]) => !site || !score)) throw new Error('Say of each pain where it is and how much.')
  return pairs.map(([site, score]) => [site, Number(score)])
}
