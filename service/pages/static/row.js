/** A chosen clip as the page shows it. */

import { stagesOf, standsAt } from './stages.js'
import { ofBytes, STATES, timeLeft } from './words.js'

/** Show in a row how a clip stands. */
export function draw(row, clip) {
  row.querySelector('.name').textContent = clip.rear ? `${clip.file.name} and ${clip.rear.name}` : clip.file.name
  const [kind, word] = stateOf(clip)
  const state = row.querySelector('.state')
  state.className = `state ${kind}`
  state.textContent = word
  drawBar(row.querySelector('progress'), clip)
  put(row.querySelector('.said'), saidOf(clip))
  const reasons = reasonsOf(clip)
  row.querySelector('.reasons').replaceChildren(...reasons.map((reason) => item(reason.message)))
  row.querySelector('.reasons').hidden = reasons.length === 0
  drawButtons((name) => row.querySelector(`[data-do="${name}"]`), clip)
}

function drawBar(bar, clip) {
  bar.hidden = !['turn', 'sending', 'ordering', 'working'].includes(clip.phase)
  bar.setAttribute('aria-label', clip.file.name)
  if (clip.phase === 'ordering' || (clip.phase === 'working' && !clip.record.progress)) bar.removeAttribute('value')
  else bar.value = clip.share
}

function drawButtons(button, clip) {
  const isOver = clip.phase === 'over'
  button('open').hidden = !isOver
  if (isOver) {
    button('open').href = `/analyses/${clip.record.id}`
    button('open').textContent = clip.record.status === 'done' ? 'Open the report' : 'Why, and what to do'
  }
  button('again').hidden = !(clip.problem && !isUseless(clip) && clip.problem.status !== 401) && !clip.lost
  button('again').textContent = clip.problem ? 'Try again' : 'Try now'
  button('rear').hidden = !clip.isOpen || clip.rear !== null
  button('remove').hidden = !(clip.isOpen || clip.phase === 'stopped')
}

function stateOf(clip) {
  if (clip.problem) return isUseless(clip) ? ['refused', 'not taken'] : ['failed', 'stopped']
  if (clip.lost) return ['running', 'interrupted']
  if (clip.record) return [clip.record.status, STATES[clip.record.status]]
  return { turn: ['queued', 'waiting'], sending: ['running', 'sending'], here: ['done', 'here'] }[clip.phase] ?? ['running', 'checking']
}

function saidOf(clip) {
  if (clip.problem) return saidOfProblem(clip.problem)
  if (clip.lost) return `${clip.lost.message} Nothing is lost, and it goes on by itself.`
  if (clip.record) return saidOfRecord(clip)
  return {
    turn: 'Waits until the clips before it are sent.',
    sending: [ofBytes(clip.received, clip.size), timeLeft(clip.timeLeft.at())].filter(Boolean).join(', '),
    here: 'All of it is here. Say what you know of it, then press Analyse.',
    ordering: 'The server looks whether it can be read.',
  }[clip.phase]
}

function saidOfProblem(problem) {
  if (problem.reasons?.length) return 'Choose another clip, or film it again.'
  if (problem.status !== 401) return problem.message
  return ['Your login has ended. ', link('/login', 'Log in'), ', then choose the same file again: it goes on where it was.']
}

function saidOfRecord(clip) {
  const { record } = clip
  const before = record.duplicate_of && [
    'You have uploaded this very clip before: ', link(`/analyses/${record.duplicate_of}`, 'see what came of it'), '. ',
  ]
  const now = { queued: record.reason ?? 'Waits for its turn; you can leave this page.', running: workOf(clip) }[record.status]
  return [...(before || []), now ?? '']
}

function workOf(clip) {
  const stages = stagesOf(Boolean(clip.record.rear_file_name))
  const at = standsAt(stages, clip.record.progress)
  return [at ? stages[at.index].label : 'Starts', timeLeft(clip.timeLeft.at())].filter(Boolean).join(', ')
}

function reasonsOf(clip) {
  if (clip.problem) return clip.problem.reasons ?? []
  return clip.phase === 'over' && clip.record.status !== 'done' ? clip.record.reasons : []
}

/** Whether the file itself is what is wrong. */
function isUseless(clip) {
  return clip.problem.reasons?.length > 0 || clip.problem.name === 'too-large' || clip.problem.status === -1
}

function item(text) {
  const made = document.createElement('li')
  made.textContent = text
  return made
}

function link(address, text) {
  const made = document.createElement('a')
  made.href = address
  made.textContent = text
  return made
}

function put(place, said) {
  const parts = [said ?? ''].flat()
  const text = parts.map((part) => part.textContent ?? part).join('')
  if (place.textContent !== text) place.replaceChildren(...parts)
}
