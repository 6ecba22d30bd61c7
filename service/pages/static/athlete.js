/** The form of an athlete, and forgetting one. Of two who write at once the second decides. */

import { ask, removed } from './api.js'
import { confirmed } from './dialogs.js'
import { failed, notice } from './notice.js'
import { askWhose } from './theirs.js'
import { Turns } from './turns.js'

const form = document.getElementById('athlete')
const forget = document.getElementById('forget-athlete')
const address = form?.dataset.address
const isNew = form?.dataset.method === 'POST'
const fields = form ? [...form.elements].filter((field) => field.name) : []
const turns = new Turns(attempt)
const OLDER = '"older"' // what was shown when somebody began to write, and is no more
let seen = Promise.resolve({}) // the entry upon which this page was written, `{document, version}`

if (form) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    turns.add(save)
  })
  if (!isNew) look()
}

forget?.addEventListener('click', async () => {
  const gone = await confirmed({
    title: `Forget ${forget.dataset.name}?`,
    text: 'The entry is deleted for ever, with its notes and those in plans. Clips and plans stay with those who made them.',
    yes: 'Forget',
    action: () => removed(address),
  })
  if (gone) location.assign('/athletes')
  else forget.focus()
})

/** Ask how the entry stands, and show it where nobody has written anything yet. */
function look() {
  const shown = fields.map((field) => field.value)
  seen = ask('GET', address).then((entry) => {
    if (fields.every((field, i) => field.value === shown[i])) show(entry.document)
    else if (fields.some((field, i) => valueOf(entry.document, field) !== shown[i])) return { version: OLDER }
    return entry
  })
  seen.catch(failed)
}

function show(entry) {
  for (const field of fields) field.value = valueOf(entry, field)
}

function valueOf(entry, field) {
  return entry[field.name] ?? ''
}

/** What stands in the form, as the API has it. */
function written() {
  const given = Object.fromEntries(new FormData(form))
  return { name: given.name, notes: given.notes, user: given.user || null, coach: given.coach || null }
}

async function save() {
  const body = written()
  const { version } = await seen.catch(() => { look(); return seen })
  const answer = await ask(form.dataset.method, address, { body, ifMatch: version })
  if (isNew) return location.assign(answer.headers.get('Location').replace('/v1', ''))
  document.querySelector('h1').textContent = body.name
  look()
  notice('It is saved.')
}

/** Do it; where somebody else was faster let whoever writes decide. Whether it was done. */
async function attempt(doing) {
  const wrong = form.querySelector('.wrong')
  wrong.textContent = ''
  try {
    await doing()
    return true
  } catch (problem) {
    if (problem.status === 412) return decided(doing).catch(failed)
    wrong.textContent = problem.message
    return false
  }
}

async function decided(doing) {
  const theirs = await ask('GET', address)
  const whose = await askWhose(asText(theirs.document))
  if (whose === null) return false
  seen = Promise.resolve(theirs)
  if (whose === 'mine') return attempt(doing)
  show(theirs.document)
  return false
}

function asText(entry) {
  const told = fields.filter((field) => valueOf(entry, field) !== field.value)
  return told.map((field) => `${field.labels[0].textContent}: ${valueOf(entry, field) || 'nothing'}`).join('\n')
}
