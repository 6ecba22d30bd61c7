/** Short messages at the foot of the page, read out by screen readers. */

const SHOWN_MS = 8000
const place = document.getElementById('notice')
let fading

/** Show a sentence; what went wrong stays until the next one. */
export function notice(sentence, { wrong = false } = {}) {
  clearTimeout(fading)
  place.textContent = sentence
  place.classList.toggle('wrong', wrong)
  if (!wrong) fading = setTimeout(() => { place.textContent = '' }, SHOWN_MS)
}
