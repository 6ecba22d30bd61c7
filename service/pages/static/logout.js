/** Log out. */

import { ask } from './api.js'
import { failed } from './notice.js'

document.getElementById('log-out').addEventListener('click', async () => {
  try {
    await ask('DELETE', '/v1/session')
    location.assign('/login')
  } catch (error) {
    failed(error)
  }
})
