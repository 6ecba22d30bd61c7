/** Elements of SVG. */

const SVG = 'http://www.w3.org/2000/svg'

/** A new element with these attributes and this text. */
export function svg(name, attributes = {}, text = '') {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value)
  made.textContent = text
  return made
}

/** An element of the page with these attributes and children. */
export function html(name, attributes = {}, ...children) {
  const made = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value)
    else if (value === true) made.setAttribute(key, '')
    else if (value !== false && value !== null) made.setAttribute(key, value)
  }
  made.append(...children)
  return made
}
