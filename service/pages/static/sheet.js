/** Write a sheet, and sign it. Of two who write at once the second decides; what nobody has saved outlives a reload. */

import { ask } from './api.js'
import { forgotten, kept, recalled } from './memory.js'
import { failed, notice } from './notice.js'
import { once } from './once.js'
import { askWhose } from './theirs.js'
import { Turns } from './turns.js'

const form = document.getElementById('sheet')
const saved = document.getElementById('saved')
const address = `/v1/analyses/${form.dataset.analysis}`
const draft = `sheet ${form.dataset.analysis} ${form.dataset.account}`
const fields = [...form.elements].filter((field) => field.name)
const byPart = fields.filter((field) => field.name !== 'cue' && field.name !== 'words')

/** What stands in the form, as the API has it. */
function written() {
  const remarks = byPart.map((field) => [field.name, field.value.trim()]).filter(([, words]) => words)
  const cues = [...form.elements.cue].map((field) => field.value.trim()).filter(Boolean)
  return { remarks: Object.fromEntries(remarks), cues, words: form.elements.words.value.trim() }
}

function show(sheet) {
  for (const field of byPart) field.value = sheet.remarks[field.name] ?? ''
  form.elements.cue.forEach((field, i) => { field.value = sheet.cues[i] ?? '' })
  form.elements.words.value = sheet.words
}

/** The edition that the form is based on; what was written since it was sent is not saved yet. */
function seen(edition, sheet) {
  form.dataset.edition = edition
  const isAll = JSON.stringify(written()) === JSON.stringify(sheet)
  if (isAll) forgotten(draft)
  else keepDraft()
  return isAll
}

function keepDraft() {
  saved.textContent = 'Not saved yet.'
  kept(draft, { edition: form.dataset.edition, sheet: written() })
}

async function save(sheet = written()) {
  const { document: newest } = await ask('PUT', `${address}/sheet`, {
    body: sheet, ifMatch: `"${form.dataset.edition}"`,
  })
  if (seen(newest.edition, sheet)) saved.textContent = 'Saved.'
}

async function sign() {
  const sheet = written()
  await save(sheet)
  const { document: signed } = await ask('POST', `${address}/sign-off`, {
    body: { revision: Number(form.dataset.revision), sheet },
  })
  const day = new Date(signed.created_at).toLocaleDateString('en-GB', { dateStyle: 'long' })
  document.getElementById('signature').textContent = `Signed off on ${day}.`
  notice('Signed off. The PDF shows it so from now on, and links show the report of this revision.')
}

const turns = new Turns(attempt)

/** Do it, `save` or `sign`; where somebody else was faster let the coach decide, and then go on. Whether it was done. */
async function attempt(doing) {
  try {
    await doing()
    return true
  } catch (error) {
    if (error.status !== 412) return failed(error)
  }
  return decided(doing).catch(failed)
}

async function decided(doing) {
  const [{ document: theirs }, { version }] = await Promise.all([
    ask('GET', `${address}/sheet`), ask('GET', `${address}/corrections`),
  ])
  const isSameEdition = String(theirs.edition) === form.dataset.edition
  if (isSameEdition && version.replaceAll('"', '') !== form.dataset.revision) {
    notice('The report was corrected meanwhile: reload the page to see its numbers. Your words are saved.', { wrong: true })
    return false
  }
  const signs = doing === sign
  const whose = await askWhose(asText(theirs.sheet), { then: signs ? ', and sign off' : '' })
  if (whose === 'mine') {
    form.dataset.edition = theirs.edition
    return attempt(doing)
  }
  if (whose === 'theirs') {
    show(theirs.sheet)
    seen(theirs.edition, written())
    saved.textContent = 'Theirs.'
  }
  if (signs) notice('It is not signed off.')
  return false
}

function asText({ remarks, cues, words }) {
  const titles = byPart.map((field) => [document.getElementById(field.name).textContent, remarks[field.name]])
  const parts = titles.filter(([, said]) => said).map(([title, said]) => `${title}: ${said}`)
  return [...cues.map((cue, i) => `Cue ${i + 1}: ${cue}`), ...parts, words].filter(Boolean).join('\n')
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  turns.add(save)
})
form.addEventListener('input', keepDraft)
const signing = document.getElementById('sign')
signing.addEventListener('click', once(signing, () => turns.add(sign)))

const unsaved = recalled(draft)
if (unsaved) {
  show(unsaved.sheet)
  form.dataset.edition = unsaved.edition
  saved.textContent = 'Not saved yet: this is what you wrote last on this device.'
}
