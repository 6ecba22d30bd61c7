/** The page of a plan: playing and logging its sessions, and deleting what was logged, or all of it. */

import { ask, removed } from './api.js'
import { confirmed } from './dialogs.js'
import { notice, saidBefore, sayThere } from './notice.js'
import { letPlay } from './plan_player.js'
import { Repeats } from './repeats.js'
import { entryOf, shownDay } from './run_log.js'

const byId = (id) => document.getElementById(id)
const { address } = byId('plan').dataset
const dialog = byId('log'), form = byId('log-form')
const DECIDED = '#latest'
const repeats = new Repeats()
let session = ''

if (form) {
  letPlay(JSON.parse(byId('clicked').textContent), JSON.parse(byId('sounds').textContent))
  for (const button of document.querySelectorAll('[data-log]')) button.addEventListener('click', () => open(button.dataset))
  byId('more-pain').addEventListener('click', () => addPain().querySelector('select').focus())
  byId('log-close').addEventListener('click', () => dialog.close())
  form.addEventListener('submit', send)
}
for (const button of document.querySelectorAll('[data-strike]')) button.addEventListener('click', () => strike(button))
if (location.hash === DECIDED) byId('latest')?.focus()
const said = saidBefore()
if (said) notice(said)

byId('delete-plan')?.addEventListener('click', async () => {
  const gone = await confirmed({
    title: 'Delete this plan?',
    text: 'The plan and its log are deleted for ever; the clips stay.',
    yes: 'Delete',
    action: () => removed(address),
  })
  if (gone) location.assign('/plans')
  else byId('delete-plan').focus()
})

// they work from now on; a click before would have been lost
for (const button of document.querySelectorAll('main button[disabled]')) button.disabled = false

/** Open the form for a session, or for a run that the plan does not have. What was typed for the same stays. */
function open({ log, day, title }) {
  if (session !== log || !form.elements.day.value) {
    form.reset()
    form.querySelector('.wrong').textContent = ''
    byId('pains').replaceChildren()
    addPain()
    form.elements.day.value = shownDay(day)
    form.elements.share.value = log ? '100' : ''
  }
  session = log
  byId('log-heading').textContent = log ? `Log ${log}: ${title}` : title
  for (const part of form.querySelectorAll('[data-of="session"]')) part.hidden = !log
  dialog.showModal()
}

function addPain() {
  byId('pains').append(byId('pain-row').content.cloneNode(true))
  return byId('pains').lastElementChild
}

async function send(event) {
  event.preventDefault()
  const button = form.querySelector('button:not([type])'), wrong = form.querySelector('.wrong')
  wrong.textContent = ''
  button.disabled = true
  try {
    const body = entryOf(new FormData(form), session)
    await ask('POST', `${address}/entries`, { body, headers: repeats.headers(body) })
    shownAnew()
  } catch (problem) {
    wrong.textContent = problem.message
    button.disabled = false
  }
}

async function strike(button) {
  let first = true
  const gone = await confirmed({
    title: 'Delete this entry?',
    text: `${button.dataset.words}: the plan is then as if it had never been logged.`,
    yes: 'Delete',
    action: async () => { first = await removed(`${address}/entries/${button.dataset.strike}`) },
  })
  if (!gone) return button.focus()
  if (!first) sayThere('This entry was already removed. The plan is shown as it is now.')
  shownAnew()
}

/** Show the plan as it is now, from what the log says on. */
function shownAnew() {
  history.replaceState(null, '', DECIDED)
  location.reload()
}
