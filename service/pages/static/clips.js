/** Clips in a list: those at work are followed, and each can be given to an athlete or deleted. */

import { ask, removed } from './api.js'
import { confirmed } from './dialogs.js'
import { TimeLeft } from './estimates.js'
import { follow, isOver } from './follow.js'
import { failed, notice } from './notice.js'
import { shareDone, stagesOf, standsAt } from './stages.js'
import { STATES, timeLeft } from './words.js'

const dialog = document.getElementById('change')

for (const row of document.querySelectorAll('li[data-id]')) {
  if (['queued', 'running'].includes(row.dataset.status)) followRow(row)
}
for (const button of document.querySelectorAll('[data-change]')) {
  button.addEventListener('click', () => change(button))
}

function followRow(row) {
  const left = new TimeLeft()
  follow(row.dataset.id, (record) => (record === null ? row.remove() : draw(row, record, left)))
}

function draw(row, record, left) {
  const stages = stagesOf(Boolean(record.rear_file_name))
  const at = standsAt(stages, record.progress)
  const state = row.querySelector('.state')
  state.className = `state ${record.status}`
  state.textContent = STATES[record.status]
  row.querySelector('.work').hidden = record.status !== 'running'
  if (at) {
    const share = shareDone(stages, record.progress)
    left.add(share)
    row.querySelector('progress').value = share
    row.querySelector('.said').textContent = [stages[at.index].label, timeLeft(left.at())].filter(Boolean).join(', ')
  }
  const why = row.querySelector('.why')
  why.textContent = record.status === 'done' ? '' : record.reason ?? ''
  why.hidden = why.textContent === ''
  if (isOver(record)) notice(`${record.file_name}: ${STATES[record.status]}`)
}

function change(button) {
  const { change: id, name, athlete } = button.dataset
  const select = dialog.querySelector('select')
  const does = (what) => dialog.querySelector(`[data-do="${what}"]`)
  dialog.querySelector('h2').textContent = name
  dialog.querySelector('.wrong').textContent = ''
  does('close').onclick = () => dialog.close()
  does('delete').onclick = () => remove(button, id, name)
  if (select) {
    select.value = athlete
    does('save').onclick = () => give(button, id, select)
  }
  dialog.dataset.of = id
  dialog.showModal()
}

async function give(button, id, select) {
  const { value: athlete } = select
  const name = athlete ? select.selectedOptions[0].textContent : ''
  const isAsked = () => dialog.open && dialog.dataset.of === id // it may show another clip by now
  try {
    await ask('PATCH', `/v1/analyses/${id}`, { body: { athlete: athlete || null } })
  } catch (problem) {
    if (isAsked()) dialog.querySelector('.wrong').textContent = problem.message
    else failed(problem)
    return
  }
  button.dataset.athlete = athlete
  const shown = button.closest('li')?.querySelector('.runner')
  if (shown) {
    shown.textContent = name
    shown.hidden = name === ''
  }
  if (isAsked()) dialog.close()
  notice(name ? `It shows ${name} now.` : 'It shows nobody in particular now.')
}

async function remove(button, id, name) {
  dialog.close()
  const gone = await confirmed({
    title: `Delete ${name}?`,
    text: 'The clip, its report and all corrections are deleted for ever; links to the report end.',
    yes: 'Delete it',
    action: () => removed(`/v1/analyses/${id}`),
  })
  const row = button.closest('li')
  if (!gone) return button.focus()
  if (!row) return location.assign('/')
  row.remove()
  document.getElementById('main').focus()
  notice(`${name} is deleted.`)
}
