/** Two videos side by side, or one over the other and half transparent, so that differences stand out. */

/**
 * Let buttons `[data-lie]` and a slider for the upper one say how they lie; how each is in its stride stays.
 *
 * @param {HTMLElement} host that holds both videos
 * @param {{buttons: HTMLButtonElement[], mix: HTMLElement, share: HTMLInputElement}} controls `mix` is shown only where one lies
 *   over the other
 */
export function lying(host, { buttons, mix, share }) {
  const lie = (how) => {
    host.classList.toggle('over', how === 'over')
    mix.hidden = how !== 'over'
    for (const button of buttons) button.setAttribute('aria-pressed', String(button.dataset.lie === how))
  }
  for (const button of buttons) button.addEventListener('click', () => lie(button.dataset.lie))
  share.addEventListener('input', () => {
    host.style.setProperty('--share', share.value / 100)
    share.setAttribute('aria-valuetext', `${share.value} %`)
  })
}
