/** What a page tells its modules. */

export const facts = JSON.parse(document.getElementById('facts').textContent)

/** Where the analysis of this page lies in the API. */
export const analysis = `/v1/analyses/${facts.analysis}`

/** How a person is called whose account has this id. */
export function nameOf(id) {
  return id === facts.me ? 'you' : (facts.people[id] ?? 'somebody else')
}
