// MAX exchanges against the official types, the OpenAPI file where it is, and the table of limits.
// Requests of the daemon are judged, every answer of the sandbox, and every update it pushes.
import { DAEMON } from './exchanges.mjs'
import { maxTypes } from './npm_types.mjs'
import { absolute } from './schemas.mjs'
import { allTyped, TRUE_FALSE } from './values.mjs'
import * as exceptions from './max_exceptions.mjs'
import * as limits from './max_limits.mjs'
import { maxOfficial } from './max_official.mjs'

export class MaxCheck {
  /// `official`: the OpenAPI file, which need not be there.
  constructor(schemas, { npm, official }) {
    this.schemas = schemas
    const types = patched(maxTypes(npm))
    schemas.add('max-requests', types)
    schemas.add('max-answers', relaxed(types))
    this.operations = operationsOf(types)
    this.official = maxOfficial(official)
    if (this.official) schemas.add('max-official', this.official.document)
  }

  /// What is wrong with it, as lines that name operation, parameter or field, and rule.
  problems(exchange) {
    if (exchange.kind === 'webhook') return this.updateProblems(exchange)
    const name = this.operationOf(exchange)
    const ofDaemon = exchange.client === DAEMON
    if (!name) {
      const served = exchange.status < 400
      const call = `${exchange.verb} ${exchange.path}`
      return ofDaemon || served ? [`MAX request ${call}: is no known operation`] : []
    }
    const found = ofDaemon ? this.requestProblems(exchange, name) : []
    if (exchange.status !== undefined && !exchange.spoiled) {
      found.push(...this.answerProblems(exchange, name))
    }
    return [...new Set(found)]
  }

  /// "GET /chats/{chatId}/members" of "GET /chats/-5/members"; undefined for anything else.
  operationOf({ verb, path }) {
    const known = [...this.operations.keys(), ...Object.keys(exceptions.WITHDRAWN)]
    const fitting = known.filter((name) => pattern(name).test(`${verb} ${path}`))
    return fitting.sort((a, b) => variables(a) - variables(b))[0]
  }

  requestProblems(exchange, name) {
    const head = `MAX request ${name}: `
    if (name in exceptions.WITHDRAWN) return [`${head}was withdrawn from the API`]
    const types = this.operations.get(name)
    const found = []
    if (exchange.authorization !== 'bare') {
      found.push(`${head}header authorization: is not the bare token (required)`)
    }
    const query = { type: 'object', additionalProperties: false, ...types.query }
    query.properties = { ...query.properties, ...exceptions.ADDED_QUERIES[name] }
    const table = { type: 'object', properties: limits.QUERIES[name] ?? {} }
    found.push(...this.badQuery(`max-types ${name}`, query, exchange, head))
    found.push(...this.badQuery(`max-limits ${name}`, table, exchange, head))
    const official = this.official?.operations.get(name)
    if (official) {
      found.push(...this.badQuery(`max-official ${name}`,
        absolute(official.query, 'max-official'), exchange, head, ' in the official file'))
    }
    return [...found, ...this.bodyProblems(exchange, name, types, official, head)]
  }

  badQuery(key, schema, exchange, head, where = '') {
    const values = allTyped(exchange.query, schema.properties, TRUE_FALSE)
    return this.schemas.problems(`${key} query`, absolute(schema, 'max-requests'), values)
      .map((each) => `${head}parameter ${each}${where}`)
  }

  bodyProblems(exchange, name, types, official, head) {
    if (!types.body) {
      return exchange.body === '' ? [] : [`${head}has a body, which it must not have`]
    }
    const [body, problem] = json(exchange.content_type, exchange.body)
    if (problem) return [`${head}body: ${problem}`]
    const closed = absolute(types.body, 'max-requests')
    closed.properties = { ...closed.properties, ...exceptions.ADDED_FIELDS[name] }
    const say = (problems, where = '') => problems.map((each) => `${head}body ${each}${where}`)
    const found = say(this.schemas.problems(`max-types ${name} body`, closed, body))
    found.push(...say(this.schemas.problems(`max-limits ${name} body`,
      limits.BODIES[name] ?? {}, body)))
    if (official) {
      found.push(...say(this.schemas.problems(`max-official ${name} body`,
        absolute(official.body, 'max-official'), body), ' in the official file'))
    }
    return found
  }

  answerProblems(exchange, name) {
    const { status } = exchange
    const head = `MAX answer ${name} ${status}: `
    const [body, problem] = json(exchange.answer_type, exchange.answer)
    if (problem) return [head + problem]
    const official = this.official?.operations.get(name)
    const say = (problems, where = '') => problems.map((each) => head + each + where)
    const found = []
    if (status === 200) {
      const own = exceptions.WITHDRAWN[name] ?? this.operations.get(name)
      found.push(...say(this.schemas.problems(`max-answers ${name}`, own.answer, body)))
    } else {
      if (!exceptions.STATUSES.includes(status)) found.push(`${head}is no status of the API`)
      found.push(...say(this.schemas.problems('max-error', exceptions.ERROR, body)))
    }
    if (official?.responses[status]) {
      found.push(...say(this.schemas.problems(`max-official ${name} ${status}`,
        absolute(official.responses[status], 'max-official'), body), ' in the official file'))
    }
    return found
  }

  updateProblems(exchange) {
    const head = 'MAX update pushed: '
    const [body, problem] = json(exchange.content_type, exchange.body)
    if (problem) return [head + problem]
    const name = `${head}${body.update_type}: `
    if (exchange.spoiled) return []
    const found = this.schemas.problems('max update',
      { $ref: 'max-answers#/definitions/Update' }, body).map((each) => name + each)
    if (!this.official) return found
    return [...found, ...this.schemas.problems('max official update',
      { $ref: 'max-official#/definitions/Update' }, body)
      .map((each) => `${name}${each} in the official file`)]
  }
}

function json(type, text) {
  if (!type.startsWith('application/json')) {
    return [undefined, `content-type ${type}: is not application/json`]
  }
  try {
    return [JSON.parse(text)]
  } catch {
    return [undefined, 'is no JSON']
  }
}

function patched(types) {
  for (const [name, patch] of Object.entries(exceptions.TYPES)) {
    types.definitions[name] = patch(types.definitions[name])
  }
  tagUnions(types.definitions)
  return types
}

/// A choice of objects that a constant tells apart says which one is meant, so that a complaint is
/// about that one.
function tagUnions(definitions) {
  for (const schema of Object.values(definitions)) {
    for (const propertyName of ['update_type', 'type']) {
      const choices = schema.anyOf?.map((choice) => target(definitions, choice))
      const tagged = choices?.every((each) => each.required?.includes(propertyName) &&
        each.properties[propertyName].const !== undefined)
      if (!tagged) continue
      Object.assign(schema, { type: 'object', discriminator: { propertyName }, oneOf: schema.anyOf,
        required: [propertyName] })
      delete schema.anyOf
    }
  }
}

function target(definitions, schema) {
  if (!schema.$ref) return schema
  return definitions[decodeURIComponent(schema.$ref.slice('#/definitions/'.length))]
}

/// Types for answers: further fields are allowed, and what may be null may be absent.
function relaxed(types) {
  const walk = (schema) => {
    if (Array.isArray(schema)) return schema.map(walk)
    if (schema === null || typeof schema !== 'object') return schema
    const made = Object.fromEntries(Object.entries(schema).map(([key, of]) => [key, walk(of)]))
    if (made.additionalProperties === false) delete made.additionalProperties
    if (Array.isArray(made.required) && made.properties) {
      made.required = made.required.filter((name) => !mayBeNull(made.properties[name]))
    }
    return made
  }
  return walk(types)
}

function mayBeNull(schema) {
  return [schema?.type].flat().includes('null') || schema?.anyOf?.some((of) => of.type === 'null')
}

/// "GET /chats/{chatId}" -> {query, body, answer} of the types' table of methods.
function operationsOf({ definitions }) {
  const operations = new Map()
  const resolve = (schema) => (schema?.$ref ? resolve(target(definitions, schema)) : schema)
  for (const [verb, { properties }] of Object.entries(definitions.ApiMethods.properties)) {
    for (const [path, method] of Object.entries(properties)) {
      const request = resolve(method.properties.req)
      operations.set(`${verb} /${camel(path)}`, {
        query: resolve(request.properties?.query) ?? {},
        body: resolve(request.properties?.body),
        answer: absolute(method.properties.res, 'max-answers')
      })
    }
  }
  return operations
}

/// "chats/{chat_id}" -> "chats/{chatId}"
function camel(path) {
  return path.replace(/_([a-z])(?=[a-zA-Z_]*\})/g, (_, letter) => letter.toUpperCase())
}

const variables = (name) => name.split('{').length

function pattern(name) {
  const text = name.replace(/\{(chatId|userId)\}/g, '-?[0-9]+').replace(/\{[a-zA-Z]+\}/g, '[^/]+')
  return new RegExp(`^${text}$`)
}
