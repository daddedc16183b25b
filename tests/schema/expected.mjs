// What the daemon is known to call: a run of the whole suite in which one of these was not recorded
// has lost a part of its record, and fails. Inner calls of execute count.

export const VK = [
  'calls.forceFinish', 'calls.start', 'execute', 'groups.getById', 'groups.getTokenPermissions',
  'messages.addChatUser', 'messages.createChat', 'messages.deleteConversation', 'messages.edit',
  'messages.editChat', 'messages.getConversationMembers', 'messages.getConversations',
  'messages.getInviteLink', 'messages.removeChatUser', 'messages.send', 'messages.setMemberRole',
  'storage.get', 'storage.set', 'users.get'
]

/// "GET /chats/{chatId}/members", once there is a client of MAX; "webhook" for pushed updates.
export const MAX = []
