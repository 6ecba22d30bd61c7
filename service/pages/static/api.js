/** The API as the pages speak to it: JSON both ways, and errors that say what to do. */

const token = document.querySelector('meta[name="csrf-token"]')?.content

/** What the server answered instead: `message` is for people, `name` and `status` for the page, `waitS` before the next try. */
export class Problem extends Error {
  constructor(status, document, { waitS = 0 } = {}) {
    super(document.detail ?? 'The server answered something else than expected; try again.')
    this.status = status
    this.waitS = waitS
    this.name = (document.type ?? '').replace('urn:midstance:problem:', '')
    this.reasons = document.reasons ?? []
  }
}

/**
 * Ask the server. `ifMatch` is the version that the change is about. Resolves to `{document, version, headers}`,
 * `version` being what `ifMatch` wants next time. Throws Problem; where no answer came, one of status 0.
 */
export async function ask(method, address, { body, ifMatch, headers = {}, signal } = {}) {
  const sent = { Accept: 'application/json', ...headers }
  if (token && method !== 'GET') sent['X-CSRF-Token'] = token
  if (ifMatch) sent['If-Match'] = ifMatch
  if (body !== undefined) sent['Content-Type'] ??= 'application/json'
  const answer = await fetch(address, { method, headers: sent, body: encoded(body), signal }).catch(silence)
  const document = await read(answer)
  if (!answer.ok) throw new Problem(answer.status, document ?? {}, { waitS: Number(answer.headers.get('Retry-After')) })
  return { document, version: answer.headers.get('ETag'), headers: answer.headers }
}

/** Delete what is at an address; false where it was gone already. Throws as `ask` does. */
export async function removed(address) {
  try {
    await ask('DELETE', address)
    return true
  } catch (problem) {
    if (problem.status !== 404) throw problem
    return false
  }
}

/** Fetch a file, a picture say, as a blob; throws as `ask` does. */
export async function load(address, { signal } = {}) {
  const answer = await fetch(address, { signal }).catch(silence)
  if (!answer.ok) throw new Problem(answer.status, (await read(answer)) ?? {})
  return answer.blob()
}

function encoded(body) {
  return body === undefined || body instanceof Blob ? body : JSON.stringify(body)
}

function silence(error) {
  if (error.name === 'AbortError') throw error
  throw new Problem(0, { detail: 'The server cannot be reached; check the connection and try again.' })
}

async function read(answer) {
  const isJson = answer.status !== 204 && answer.headers.get('Content-Type')?.includes('json')
  return isJson ? answer.json() : null
}
