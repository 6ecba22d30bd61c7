/** What an analysis does, one after the other, and how much of the time each takes. */

// Shares of the time as measured with a clip of 8 s at 60 frames a second; of longer ones landmarks take more.
const ONE_CLIP = [
  { name: 'find the runner', label: 'Find the runner', weight: 3 },
  { name: 'landmarks', label: 'Follow the body through every frame', weight: 68 },
  { name: 'measure', label: 'Measure', weight: 12 },
]
const PICTURES = { name: 'annotated video', label: 'Draw the video', weight: 15 }
const REPORT = { name: 'report', label: 'Write the report', weight: 2 }

/** The stages of an analysis, with a clip from behind or without. */
export function stagesOf(withRear) {
  if (!withRear) return [...ONE_CLIP, PICTURES, REPORT]
  const behind = [...ONE_CLIP, PICTURES].map(({ name, label, weight }) => (
    { name: `${name} from behind`, label: `${label}, from behind`, weight }
  ))
  return [...ONE_CLIP, ...behind.slice(0, -1), PICTURES, behind.at(-1), REPORT]
}

/** Where a running analysis stands: `{index, share}` of the stage, null before the first. */
export function standsAt(stages, progress) {
  const index = progress ? stages.findIndex((stage) => stage.name === progress.stage) : -1
  return index < 0 ? null : { index, share: progress.fraction }
}

/** How much of the whole is done, 0..1. */
export function shareDone(stages, progress) {
  const at = standsAt(stages, progress)
  if (at === null) return 0
  const weights = stages.map((stage) => stage.weight)
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0)
  return (sum(weights.slice(0, at.index)) + at.share * weights[at.index]) / sum(weights)
}
