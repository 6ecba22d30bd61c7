/** Log in with a name and a password. */

import { ask } from './api.js'

const form = document.getElementById('login')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const wrong = form.querySelector('.wrong')
  const button = form.querySelector('button')
  wrong.textContent = ''
  button.disabled = true
  try {
    await ask('POST', '/v1/session', { body: Object.fromEntries(new FormData(form)) })
    location.assign(form.dataset.to)
  } catch (error) {
    wrong.textContent = error.message
    button.disabled = false
    form.elements.password.select()
  }
})
