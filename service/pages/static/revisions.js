/** The revisions of a report: what holds, what was changed by whom, and making a new one. */

import { ask } from './api.js'
import { overruled, withFactsHeld } from './draft.js'
import { analysis } from './facts.js'

/** `{number, all, held}`: the newest revision, all corrections that were ever made, and those that hold. */
export async function newest() {
  const { document, version } = await ask('GET', `${analysis}/corrections`)
  return { number: numberOf(version), all: document, held: document.filter((each) => each.undone_in === null) }
}

/** What of a report the editor needs: events. */
export async function eventsOf(number) {
  const { document } = await ask('GET', `${analysis}/revisions/${number}/report.json`)
  return document.events
}

/** Make a revision of a draft's items upon the one that was seen; its number. Throws Problem. */
export async function send({ items, comment }, { number, held }) {
  const whole = withFactsHeld(items, held)
  const corrections = whole.map((item) => item.correction).filter(Boolean)
  const body = { corrections, replaces: overruled(whole, held), comment }
  const { version } = await ask('POST', `${analysis}/corrections`, { body, ifMatch: `"${number}"` })
  return numberOf(version)
}

/**
 * Take back what one revision did: `made` are ids of corrections, whose undoing brings back what they replaced, and
 * `removed` corrections that nothing took the place of. The number of the revision. Throws Problem.
 */
export async function undo({ made, removed }, number) {
  const body = { corrections: removed, undoes: made }
  const { version } = await ask('POST', `${analysis}/corrections`, { body, ifMatch: `"${number}"` })
  return numberOf(version)
}

/** The measures that differ between two revisions, by name. */
export async function changes(since, number) {
  const { document } = await ask('GET', `${analysis}/revisions/${number}/changes?since=${since}`)
  return document.metrics
}

/** What others did after a revision: `{made, undone, back}` corrections. */
export function since(seen, all) {
  const before = all.filter((each) => each.made_in <= seen)
  const held = (each) => holds(each, seen)
  return {
    made: all.filter((each) => each.made_in > seen && each.undone_in === null),
    undone: before.filter((each) => held(each) && each.undone_in !== null),
    back: before.filter((each) => !held(each) && each.undone_in === null),
  }
}

/** What a revision did, as `undo` wants it. */
export function doneIn(number, all) {
  return {
    made: all.filter((each) => each.made_in === number).map((each) => each.id),
    removed: all.filter((each) => each.undone_in === number && !each.replaced_by).map((each) => each.correction),
  }
}

/** Whether a revision held a correction. */
function holds({ made_in: made, undone_in: undone, away }, number) {
  return made <= number && (undone === null || number < undone) && !away.some(([gone, back]) => gone <= number && number < back)
}

const numberOf = (version) => Number(version.replaceAll('"', ''))
