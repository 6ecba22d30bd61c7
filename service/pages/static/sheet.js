/** Write a sheet, and sign it. Of two who write at once the second decides; what nobody has saved outlives a reload. */

import { ask } from './api.js'
import { forgotten, kept, recalled } from './memory.js'
import { notice } from './notice.js'

const form = document.getElementById('sheet')
const dialog = document.getElementById('theirs')
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

function seen(edition) {
  form.dataset.edition = edition
  forgotten(draft)
}

async function save(sheet = written()) {
  const { document: newest } = await ask('PUT', `${address}/sheet`, {
    body: sheet, ifMatch: `"${form.dataset.edition}"`,
  })
  seen(newest.edition)
  saved.textContent = 'Saved.'
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

/** Do it; where somebody else was faster show theirs, and let the coach decide. */
async function attempt(doing) {
  try {
    await doing()
  } catch (error) {
    if (error.status === 412) await askWhose()
    else notice(error.message, { wrong: true })
  }
}

async function askWhose() {
  const [{ document: theirs }, { version }] = await Promise.all([
    ask('GET', `${address}/sheet`), ask('GET', `${address}/corrections`),
  ])
  const newest = version.replaceAll('"', '')
  if (String(theirs.edition) === form.dataset.edition && newest !== form.dataset.revision) {
    notice('The report was corrected meanwhile: reload the page to see its numbers. Your words are saved.', { wrong: true })
    return
  }
  dialog.dataset.edition = theirs.edition
  dialog.sheet = theirs.sheet
  document.getElementById('their-words').textContent = asText(theirs.sheet)
  dialog.showModal()
}

function asText({ remarks, cues, words }) {
  const titles = byPart.map((field) => [document.getElementById(field.name).textContent, remarks[field.name]])
  const parts = titles.filter(([, said]) => said).map(([title, said]) => `${title}: ${said}`)
  return [...cues.map((cue, i) => `Cue ${i + 1}: ${cue}`), ...parts, words].filter(Boolean).join('\n')
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  attempt(() => save())
})
form.addEventListener('input', () => {
  saved.textContent = 'Not saved yet.'
  kept(draft, { edition: form.dataset.edition, sheet: written() })
})
document.getElementById('sign').addEventListener('click', () => attempt(sign))
document.getElementById('go-on').addEventListener('click', () => dialog.close())
document.getElementById('keep-mine').addEventListener('click', () => {
  dialog.close()
  form.dataset.edition = dialog.dataset.edition
  attempt(() => save())
})
document.getElementById('take-theirs').addEventListener('click', () => {
  dialog.close()
  show(dialog.sheet)
  seen(dialog.dataset.edition)
  saved.textContent = 'Theirs.'
})

const unsaved = recalled(draft)
if (unsaved) {
  show(unsaved.sheet)
  form.dataset.edition = unsaved.edition
  saved.textContent = 'Not saved yet: this is what you wrote last on this device.'
}
