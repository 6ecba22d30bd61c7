/** An analysis that is under way: its stages, and at the end the page of what came of it. */

import { TimeLeft } from './estimates.js'
import { follow, isOver } from './follow.js'
import { shareDone, stagesOf, standsAt } from './stages.js'
import { timeLeft } from './words.js'

const work = document.getElementById('work')
if (work) watch()

function watch() {
  const stages = stagesOf(work.dataset.rear === 'true')
  const left = new TimeLeft()
  const items = stages.map((stage) => listed(stage.label))
  work.querySelector('.stages').replaceChildren(...items)
  follow(work.dataset.id, (record) => {
    if (record === null || isOver(record)) return location.reload()
    draw(stages, items, record, left)
  })
}

function listed(label) {
  const item = document.createElement('li')
  item.textContent = label
  return item
}

function draw(stages, items, record, left) {
  const at = standsAt(stages, record.progress)
  items.forEach((item, index) => {
    item.className = !at || index > at.index ? '' : index < at.index ? 'over' : 'now'
    item.toggleAttribute('aria-current', item.className === 'now')
  })
  say(work.querySelector('h2'), at ? stages[at.index].label : record.status === 'running' ? 'Starts' : 'Waiting for its turn')
  const bar = work.querySelector('progress')
  if (!at) {
    bar.removeAttribute('value')
    return say(work.querySelector('.said'), record.reason ?? '')
  }
  const share = shareDone(stages, record.progress)
  left.add(share)
  bar.value = share
  say(work.querySelector('.said'), [`${Math.floor(100 * share)} %`, timeLeft(left.at())].filter(Boolean).join(', '))
}

function say(place, text) {
  if (place.textContent !== text) place.textContent = text
}
