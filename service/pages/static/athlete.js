/** The form of an athlete, and forgetting one. */

import { ask } from './api.js'
import { confirmed } from './dialogs.js'
import { notice } from './notice.js'

const form = document.getElementById('athlete')
const forget = document.getElementById('forget-athlete')
const address = form?.dataset.address
let version = null // of the entry as this page shows it

if (form) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    save()
  })
  if (form.dataset.method === 'PUT') load().catch((problem) => notice(problem.message, { wrong: true }))
}

forget?.addEventListener('click', async () => {
  const gone = await confirmed({
    title: `Forget ${forget.dataset.name}?`,
    text: 'The entry and its notes are deleted for ever. The clips stay with those who uploaded them.',
    yes: 'Forget',
    action: () => ask('DELETE', address),
  })
  if (gone) location.assign('/athletes')
  else forget.focus()
})

/** Show the entry as it is, and which version of it that is. */
async function load() {
  const known = await ask('GET', address)
  for (const name of ['name', 'notes', 'user', 'coach']) {
    if (form.elements[name]) form.elements[name].value = known.document[name] ?? ''
  }
  version = known.version
}

async function save() {
  const wrong = form.querySelector('.wrong')
  const given = Object.fromEntries(new FormData(form))
  const body = { name: given.name, notes: given.notes, user: given.user || null, coach: given.coach || null }
  wrong.textContent = ''
  try {
    const answer = await ask(form.dataset.method, address, { body, ifMatch: version })
    if (form.dataset.method === 'POST') return location.assign(answer.headers.get('Location').replace('/v1', ''))
    document.querySelector('h1').textContent = body.name
    await load()
    notice('It is saved.')
  } catch (problem) {
    wrong.textContent = problem.message
  }
}
