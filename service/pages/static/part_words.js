/** What is said of a part of a session. */

/** Which cadence it has, or how hard it is run. */
export function partWords({ cadence_spm, effort, clicks }) {
  return cadence_spm === null ? effort : `${cadence_spm} steps a minute${clicks ? '' : ', no clicks'}`
}

/** The part at `index` of so many, and how long it lasts still. */
export function placeWords(parts, index, left) {
  return `${index + 1} of ${parts.length}, ${clock(left)} left${parts[index]?.clicks ? '' : ', no clicks'}`
}

/** Big words for a part: its cadence, and under it what it is. */
export function bigWords(part) {
  return [part?.cadence_spm || '–', part && part.cadence_spm === null ? `${part.effort}, as it comes` : 'steps a minute']
}

function clock(seconds) {
  const whole = Math.ceil(seconds - 1e-6)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
