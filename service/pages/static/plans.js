/** The form of a new plan. */

import { ask } from './api.js'
import { Repeats } from './repeats.js'

const form = document.getElementById('plan')
const repeats = new Repeats()

/** What stands in the form, as the API has it; what is empty is left out. */
export function written(given) {
  const told = (name) => given.get(name) || null
  const numbers = ['easy_min', 'long_run_min', 'usual_effort', 'watch_spm'].filter(told)
  return {
    analyses: ['first', 'second'].map(told).filter(Boolean),
    athlete: told('athlete'),
    start: told('start'),
    days: given.getAll('days'),
    pain: told('pain'),
    hard_sessions: given.has('hard_sessions'),
    ...Object.fromEntries(numbers.map((name) => [name, Number(given.get(name))])),
  }
}

form?.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = form.querySelector('button'), wrong = form.querySelector('.wrong')
  wrong.textContent = ''
  button.disabled = true
  try {
    const body = written(new FormData(form))
    const { document: made } = await ask('POST', '/v1/plans', { body, headers: repeats.headers(body) })
    location.assign(`/plans/${made.id}`)
  } catch (problem) {
    wrong.textContent = problem.message
    button.disabled = false
    wrong.focus()
  }
})

form?.querySelector('button').removeAttribute('disabled') // a click before would have been lost

// whom the first clip shows follows the plan, where nobody else was said
form?.elements.first.addEventListener('change', ({ target }) => {
  const { athlete } = form.elements
  if (athlete && !athlete.value) athlete.value = target.selectedOptions[0].dataset.athlete
})
