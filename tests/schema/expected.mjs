// What the daemon is known to call: a run of the whole suite in which one of these was not recorded
// has lost a part of its record, and fails. Inner calls of execute count.

export const VK = [
  'calls.forceFinish', 'calls.start', 'execute', 'groups.getById', 'groups.getTokenPermissions',
  'messages.addChatUser', 'messages.createChat', 'messages.deleteConversation', 'messages.edit',
  'messages.editChat', 'messages.getConversationMembers', 'messages.getConversations',
  'messages.getConversationsById', 'messages.getInviteLink', 'messages.getLongPollServer',
  'messages.removeChatUser', 'messages.send', 'messages.setMemberRole',
  'storage.get', 'storage.set', 'users.get'
]

/// "webhook" for pushed updates.
export const MAX = [
  'DELETE /chats/{chatId}/members', 'DELETE /chats/{chatId}/members/admins/{userId}',
  'DELETE /chats/{chatId}/members/me', 'GET /chats/{chatId}', 'GET /chats/{chatId}/members',
  'GET /chats/{chatId}/members/me', 'GET /me', 'GET /messages', 'GET /subscriptions',
  'GET /updates', 'PATCH /chats/{chatId}', 'POST /chats/{chatId}/members',
  'POST /chats/{chatId}/members/admins', 'POST /messages', 'POST /subscriptions', 'PUT /messages',
  'webhook'
]
