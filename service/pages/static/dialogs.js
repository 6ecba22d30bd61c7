/** Asking before something is done that cannot be undone. */

/** Ask in the page's dialog `confirm`; `action` is done before it closes, or its problem said there. True if it was. */
export function confirmed({ title, text, yes, action }) {
  const dialog = document.getElementById('confirm')
  const [doIt, keep] = ['yes', 'no'].map((name) => dialog.querySelector(`[data-do="${name}"]`))
  const wrong = dialog.querySelector('.wrong')
  dialog.querySelector('#confirm-title').textContent = title
  dialog.querySelector('#confirm-text').textContent = text
  doIt.textContent = yes
  wrong.textContent = ''
  dialog.showModal()
  keep.focus()
  return new Promise((resolve) => {
    let done = false
    keep.onclick = () => dialog.close()
    dialog.onclose = () => resolve(done)
    doIt.onclick = async () => {
      doIt.disabled = true
      try {
        await action()
        done = true
        dialog.close()
      } catch (problem) {
        wrong.textContent = problem.message
      }
      doIt.disabled = false
    }
  })
}
