/** What is shown and said of a session that plays. */

import { partAt } from './beats.js'
import { notice } from './notice.js'
import { bigWords, partWords, placeWords } from './part_words.js'

const byId = (id) => document.getElementById(id)

export function say(words) { byId('said').textContent = words }

export function noSound(problem) {
  notice(`There is no sound: ${problem.message} Try another browser, or switch its sound on.`, { wrong: true })
}

/** The part of a session that is run now; where there are several, each is said as it begins. */
export class ShownPart {
  #shown = -1

  /** Say the part that is shown next, also if it is the one that was shown last. */
  sayAgain() { this.#shown = -1 }

  /** Show the part of `parts` at `time_s`, and say it where the session plays. */
  show(parts, time_s, isPlaying) {
    const { index, left } = partAt(parts, time_s)
    const part = parts[index]
    const [big, unit] = bigWords(part)
    byId('cadence').textContent = big
    byId('unit').textContent = unit
    byId('part').textContent = part && Number.isFinite(left) ? placeWords(parts, index, left) : ''
    if (isPlaying && index !== this.#shown && parts.length > 1) say(`${index + 1} of ${parts.length}: ${partWords(part)}.`)
    this.#shown = index
  }
}
