// Asks npm's bigbluebutton-js which URLs it builds, and what the server answers it.
// Standard input: {"packages": "build/npm", "base": URL, "secret": text,
//   "calls": [{"call": "create", "arguments": [...], "ask": true}]}
// Standard output: [{"url": its URL, "sha256_url": the same signed with SHA-256, "answer": {...}}]
'use strict'

const crypto = require('crypto')
const fs = require('fs')
const path = require('path')

const input = JSON.parse(fs.readFileSync(0, 'utf8'))
const bbb = require(path.join(input.packages, 'node_modules', 'bigbluebutton-js'))
const api = bbb.api(input.base, input.secret)
const methods = { ...api.administration, ...api.monitoring }

// The package knows SHA-1 only; its own query string is kept and signed again by node.
function signedWithSha256(url, call) {
  const query = url.slice(url.indexOf('?') + 1, url.lastIndexOf('&checksum='))
  const sum = crypto.createHash('sha256').update(call + query + input.secret).digest('hex')
  return `${input.base}/api/${call}?${query}&checksum=${sum}`
}

async function main() {
  const results = []
  for (const { call, arguments: values, ask } of input.calls) {
    const url = methods[call](...values)
    const result = { url, sha256_url: signedWithSha256(url, call) }
    if (ask) result.answer = await bbb.http(url)
    results.push(result)
  }
  process.stdout.write(JSON.stringify(results))
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
})
