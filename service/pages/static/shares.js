/** Make links to a report, and revoke them. */

import { ask } from './api.js'
import { failed, notice } from './notice.js'
import { once } from './once.js'

const links = document.getElementById('links')
const made = document.getElementById('made')
const rows = document.getElementById('shares')
const address = `/v1/analyses/${links.dataset.analysis}/shares`

function day(instant) {
  return new Date(instant).toLocaleDateString('en-GB', { dateStyle: 'long' })
}

function row(share) {
  const line = document.createElement('tr')
  line.dataset.share = share.id
  const faces = share.blur_faces ? 'blurred' : 'shown'
  for (const words of [day(share.created_at), day(share.expires_at), 'never', faces]) line.insertCell().textContent = words
  const revoke = document.createElement('button')
  revoke.type = 'button'
  revoke.className = 'plain'
  revoke.textContent = 'Revoke'
  line.insertCell().append(revoke)
  return line
}

async function make(event) {
  event.preventDefault()
  const told = new FormData(event.target)
  const body = { days: Number(told.get('days')), blur_faces: told.has('blur_faces') }
  if (body.blur_faces) notice('Drawing the pictures without faces…')
  const { document: share } = await ask('POST', address, { body })
  notice('')
  rows.prepend(row(share))
  rows.closest('table').hidden = false
  made.hidden = false
  const field = made.querySelector('input')
  field.value = share.url
  field.select()
}

async function revoke(event) {
  const line = event.target.closest('button') && event.target.closest('tr')
  if (!line || event.detail > 1) return // the second click of two may hit the row that moved up
  await ask('DELETE', `${address}/${line.dataset.share}`)
  line.remove()
  rows.closest('table').hidden = rows.childElementCount === 0
  made.hidden = true
  notice('The link shows nothing any more.')
  links.querySelector('form button').focus()
}

/** Let a failure be said instead of being lost. */
function said(doing) {
  return (event) => doing(event).catch(failed)
}

const form = document.getElementById('new-link')
form.addEventListener('submit', once(form.querySelector('button'), said(make)))
rows.addEventListener('click', said(revoke))
made.querySelector('button').addEventListener('click', said(async () => {
  await navigator.clipboard.writeText(made.querySelector('input').value)
  notice('Copied.')
}))
