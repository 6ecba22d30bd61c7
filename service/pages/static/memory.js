/** What the browser keeps between visits; nothing where its storage is switched off. */

/** What was kept under a name, null where nothing was. */
export function recalled(name) {
  try {
    return JSON.parse(localStorage.getItem(`midstance.${name}`))
  } catch {
    return null
  }
}

/** Keep a value that JSON can hold. */
export function kept(name, value) {
  try {
    localStorage.setItem(`midstance.${name}`, JSON.stringify(value))
  } catch {
    // storage is full or switched off: it holds as long as the page is open
  }
}

/** Keep nothing of a name any more. */
export function forgotten(name) {
  try {
    localStorage.removeItem(`midstance.${name}`)
  } catch {
    // switched off: nothing was kept
  }
}
