// Drives npm's @maxhub/max-bot-api, unchanged, against the server at `base`.
// Standard input: {"packages": "build/npm", "base": URL, "token": text,
//   "calls": [{"call": "getChat", "arguments": [...]}]} or, instead of calls,
//   {"listen": "polling" or "webhook", "updates": how many to wait for}
// Standard output: a line "listening" once updates are listened for, then one line of JSON:
//   [{"value": ...} or {"error": {"status", "code", "description"}}], or the updates as the
//   client's handlers got them: [{"type", "update", "contact": what the client read of a card}]
'use strict'

const fs = require('fs')
const http = require('http')
const path = require('path')

const input = JSON.parse(fs.readFileSync(0, 'utf8'))
const { Bot, Keyboard } = require(
  path.join(input.packages, 'node_modules', '@maxhub', 'max-bot-api')
)
const bot = new Bot(input.token, { clientOptions: { baseUrl: input.base } })

// The keyboards of the client's own builders stand for "$buttons" in the arguments.
function withKeyboard(value) {
  if (value === '$buttons') {
    return [
      Keyboard.inlineKeyboard([
        [Keyboard.button.callback('Yes', 'yes'), Keyboard.button.message('No')],
        [Keyboard.button.link('Join', 'https://max.ru/join/x')],
        [Keyboard.button.requestContact('Phone')],
      ]),
    ]
  }
  if (Array.isArray(value)) return value.map(withKeyboard)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withKeyboard(v)]))
}

async function call({ call: name, arguments: values }) {
  try {
    return { value: (await bot.api[name](...withKeyboard(values))) ?? null }
  } catch (error) {
    const { status, code, description } = error
    if (status === undefined) throw error
    return { error: { status, code, description } }
  }
}

async function makeCalls() {
  const results = []
  for (const one of input.calls) results.push(await call(one))
  return results
}

function collect(enough) {
  const updates = []
  bot.use((ctx) => {
    const contact = ctx.updateType === 'message_created' ? ctx.contactInfo : undefined
    updates.push({ type: ctx.updateType, update: ctx.update, contact })
    if (updates.length === input.updates) enough(updates)
  })
}

async function listen() {
  let server
  const updates = await new Promise((resolve, reject) => {
    collect(resolve)
    if (input.listen === 'polling') {
      bot.start().catch(reject)
      process.stdout.write('listening\n')
      return
    }
    const secret = 'secret-of-a-test'
    server = http.createServer(bot.webhookCallback({ domain: 'localhost', path: '/hook', secret }))
    server.listen(0, '127.0.0.1', async () => {
      try {
        bot.botInfo = await bot.api.getMyInfo()
        const url = `http://127.0.0.1:${server.address().port}/hook`
        const { success } = await bot.api.subscribe(url, secret, [])
        process.stdout.write(success ? 'listening\n' : 'refused\n')
      } catch (error) {
        reject(error)
      }
    })
  })
  bot.stop()
  if (server) server.close()
  return updates
}

async function main() {
  const result = input.listen ? await listen() : await makeCalls()
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})
