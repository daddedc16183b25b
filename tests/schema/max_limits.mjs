// Limits of the MAX operations, for machines without the official OpenAPI file: the types from npm
// know none. Where the file is, requests are held against it too.

const ids = { type: 'array', items: { type: 'integer', minimum: 1 } }
const between = (minimum, maximum) => ({ type: 'integer', minimum, maximum })
const message = {
  properties: { text: { type: ['string', 'null'], maxLength: 4000 } }
}

export const QUERIES = {
  'GET /chats/{chatId}/members': { user_ids: ids, count: between(1, 100) },
  'DELETE /chats/{chatId}/members': { user_id: { type: 'integer' }, block: { type: 'boolean' } },
  'GET /messages': { count: between(1, 100) },
  'GET /updates': { limit: between(1, 1000), timeout: between(0, 90) }
}

export const BODIES = {
  'POST /chats/{chatId}/members': { properties: { user_ids: { ...ids, maxItems: 100 } } },
  'PATCH /chats/{chatId}': {
    properties: {
      title: { type: ['string', 'null'], minLength: 1, maxLength: 200 },
      description: { type: ['string', 'null'], maxLength: 16000 }
    }
  },
  'POST /messages': message,
  'PUT /messages': message,
  'POST /subscriptions': {
    properties: { secret: { type: 'string', pattern: '^[A-Za-z0-9_-]{5,256}$' } }
  },
  'PATCH /me/commands': { properties: { commands: { type: ['array', 'null'], maxItems: 32 } } }
}
