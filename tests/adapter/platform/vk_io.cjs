// Drives a server with npm's vk-io, unchanged, and tells what its users would see.
// Standard input: {"packages": "build/npm", "base": URL, "school": token, "community": id,
//   "teacher": token, "colleague": token}
// Standard output: {"part": what it saw} for each part below.
'use strict'

const fs = require('fs')
const path = require('path')

const input = JSON.parse(fs.readFileSync(0, 'utf8'))
const { VK, APIError, ExecuteError, Chain, executes, createCollectIterator } =
  require(path.join(input.packages, 'node_modules', 'vk-io'))

const peerBase = 2000000000
const member = 'messages.removeChatUser'

function vk(token, more = {}) {
  return new VK({ token, apiBaseUrl: `${input.base}/method`, apiLimit: 500, ...more })
}

// What an error of its says, and of which of its classes it is.
async function failure(promise) {
  try {
    await promise
    return 'no error'
  } catch (error) {
    return {
      code: error.code,
      api: error instanceof APIError,
      execute: error instanceof ExecuteError,
      method: error.method || error.params.find(({ key }) => key === 'method').value
    }
  }
}

async function chats() {
  const { api } = vk(input.teacher)
  const made = await api.messages.createChat({ title: '7 «Б»', user_ids: [1001, 1002] })
  const peer = peerBase + made.chat_id
  const added = await api.messages.addChatUser({ chat_id: made.chat_id, user_id: 1003 })
  await api.call('messages.setMemberRole', { peer_id: peer, member_id: 1001, role: 'admin' })
  await api.messages.removeChatUser({ chat_id: made.chat_id, member_id: 1002 })
  await api.messages.editChat({ chat_id: made.chat_id, title: '8 «Б»' })
  const members = await api.messages.getConversationMembers({ peer_id: peer, count: 1000 })
  const list = await api.messages.getConversations({ count: 200 })
  const { link } = await api.messages.getInviteLink({ peer_id: peer })
  return {
    made,
    added,
    members: members.items.map(({ member_id, is_admin }) => [member_id, Boolean(is_admin)]),
    titles: list.items.map(({ conversation }) => conversation.chat_settings.title),
    link
  }
}

async function errors() {
  const school = vk(input.school).api
  const teacher = vk(input.teacher).api
  const { chat_id } = await teacher.messages.createChat({ title: 'errors', user_ids: [1001] })
  const absent = { chat_id, member_id: 4000 }
  return {
    already_in: await failure(teacher.messages.addChatUser({ chat_id, user_id: 1001 })),
    absent: await failure(teacher.messages.removeChatUser(absent)),
    nowhere: await failure(school.messages.editChat({ chat_id: 9999, title: 'a' })),
    user_only: await failure(school.messages.addChatUser({ chat_id, user_id: 1001 })),
    token: await failure(vk('wrong').api.users.get({}))
  }
}

// Its three ways of packing calls into execute.
async function packed() {
  const { api } = vk(input.teacher)
  const ids = Array.from({ length: 40 }, (_, i) => 2001 + i)
  const { chat_id } = await api.messages.createChat({ title: 'packed', user_ids: ids.join() })
  const many = await executes({
    api,
    method: member,
    queue: ids.slice(0, 30).map((member_id) => ({ chat_id, member_id }))
  })
  const chain = new Chain({ api })
  const first = failure(chain.append(member, { chat_id, member_id: 4000 }))
  const second = chain.append(member, { chat_id, member_id: 2031 })
  const third = failure(chain.append('messages.editChat', { chat_id: 9999, title: 'a' }))
  const chained = await chain.run()
  const parallel = vk(input.teacher, { apiMode: 'parallel' }).api
  const mixed = await Promise.all(
    [2032, 4000, 2033].map((member_id) => failure(parallel.messages.removeChatUser({ chat_id, member_id })))
  )
  const left = []
  const pages = createCollectIterator({
    api,
    method: 'messages.getConversationMembers',
    params: { peer_id: peerBase + chat_id },
    countPerRequest: 3,
    parallelRequests: 1
  })
  for await (const page of pages) left.push(...page.items.map(({ member_id }) => member_id))
  return {
    many: many.response,
    many_errors: many.errors.length,
    first: await first,
    second: await second,
    third: await third,
    chained: chained.response,
    mixed,
    left
  }
}

// What its listeners are told of one chat, until the last word is said in it.
function told(client, chatPeer) {
  return new Promise((resolve, reject) => {
    const heard = []
    setTimeout(() => reject(new Error(`only heard ${JSON.stringify(heard)}`)), 20000).unref()
    client.updates.on('message', async (context) => {
      if (context.peerId !== chatPeer()) return
      heard.push([context.subTypes[0], context.senderId, context.eventMemberId || 0, context.text || ''])
      if (context.text !== 'the last word') return
      await client.updates.stop()
      resolve(heard)
    })
  })
}

async function updates() {
  const school = vk(input.school)
  const teacher = vk(input.teacher)
  const colleague = vk(input.colleague)
  const made = await school.api.messages.createChat({ title: 'updates', user_ids: [17] })
  const { link } = await school.api.messages.getInviteLink({ peer_id: peerBase + made.chat_id })
  const list = await teacher.api.messages.getConversations({})
  const own = list.items[0].conversation.peer
  const bot = told(school, () => peerBase + made.chat_id)
  const person = told(teacher, () => own.id)
  await Promise.all([school.updates.start(), teacher.updates.start()])
  await colleague.api.messages.joinChatByInviteLink({ link })
  const theirs = (await colleague.api.messages.getConversations({})).items[0].conversation.peer
  await colleague.api.messages.send({ peer_id: theirs.id, random_id: 1, message: 'Здравствуйте' })
  await school.api.messages.removeChatUser({ chat_id: made.chat_id, member_id: 18 })
  await teacher.api.messages.send({ peer_id: own.id, random_id: 2, message: 'the last word' })
  return { bot: await bot, person: await person }
}

async function main() {
  const seen = { chats: await chats(), errors: await errors(), packed: await packed() }
  seen.updates = await updates()
  await new Promise((resolve) => process.stdout.write(JSON.stringify(seen), resolve))
  process.exit(0) // a poll that waits on would hold the process
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})
