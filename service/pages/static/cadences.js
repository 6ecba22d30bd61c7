/** Cadences and minutes as people write them. */

/** The numbers of a list with commas, semicolons or blanks between; NaN for what is none. */
export function numbers(text) {
  const words = String(text).trim().split(/[\s,;]+/).filter(Boolean)
  return words.length ? words.map((word) => (/^\d+(\.\d+)?$/.test(word) ? Number(word) : NaN)) : [NaN]
}

/** What is wrong with such a list, in a sentence that says what to write; empty if nothing is. */
export function faultOf(text, { low, high, unit = 'steps a minute' }, most = 100) {
  const found = numbers(text)
  if (found.length > most) return most === 1 ? 'Write one number.' : `Write at most ${most} numbers.`
  const fits = found.every((number) => number >= low && number <= high)
  return fits ? '' : `Write ${most === 1 ? 'a number' : 'numbers'} from ${low} to ${high} ${unit}.`
}
