/** Acts that would be done twice by a double click. */

/** Have a button do `act` once: pressed again while it goes on, or by the second half of a double click, it does nothing. */
export function once(button, act) {
  button.addEventListener('click', (event) => {
    if (event.detail < 2 && !button.ariaDisabled) return
    event.preventDefault()
    event.stopImmediatePropagation()
  })
  return async (event) => {
    button.ariaDisabled = 'true' // `disabled` would lose the focus
    try {
      return await act(event)
    } finally {
      button.ariaDisabled = null
    }
  }
}
