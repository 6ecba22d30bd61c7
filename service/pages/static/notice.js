/** Short messages at the foot of the page, read out by screen readers. */

const SHOWN_MS = 8000
const SAID = 'midstance.said'
const place = document.getElementById('notice')
let fading

/** Say what failed, in the words of the server, which say what to do; false, for it was not done. */
export function failed(error) {
  const known = error?.status !== undefined
  notice(known ? error.message : 'Something went wrong on this page; reload it and try again.', { wrong: true })
  if (!known) console.error(error)
  return false
}

/** Show a sentence; what went wrong stays until the next one. */
export function notice(sentence, { wrong = false } = {}) {
  clearTimeout(fading)
  place.textContent = sentence
  place.classList.toggle('wrong', wrong)
  if (!wrong) fading = setTimeout(() => { place.textContent = '' }, SHOWN_MS)
}

/** Have the next page say a sentence. */
export function sayThere(sentence) {
  sessionStorage.setItem(SAID, sentence)
}

/** What the page before wanted to be said here, once. */
export function saidBefore() {
  const sentence = sessionStorage.getItem(SAID)
  sessionStorage.removeItem(SAID)
  return sentence
}
