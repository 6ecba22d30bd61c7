/** Asking whose words stay where somebody else has written meanwhile. */

const dialog = document.getElementById('theirs')
const answers = { 'keep-mine': 'mine', 'take-theirs': 'theirs', 'go-on': null }

/** Show what somebody else wrote; `'mine'` to write over it, `'theirs'` to take it, null to go on. `then` is what follows mine. */
export function askWhose(theirs, { then = '' } = {}) {
  const mine = document.getElementById('keep-mine')
  mine.dataset.words ??= mine.textContent
  mine.textContent = mine.dataset.words + then
  document.getElementById('their-words').textContent = theirs
  dialog.showModal()
  return new Promise((resolve) => {
    let answer = null
    for (const [id, words] of Object.entries(answers)) {
      document.getElementById(id).onclick = () => { answer = words; dialog.close() }
    }
    dialog.onclose = () => resolve(answer)
  })
}
