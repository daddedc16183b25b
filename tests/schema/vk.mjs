// VK exchanges against the official types, the official JSON files where they are, and the table of
// limits. Requests of the daemon are judged, and every answer of the sandbox.
import { DAEMON } from './exchanges.mjs'
import { vkTypes } from './npm_types.mjs'
import { absolute } from './schemas.mjs'
import { allTyped, ZERO_ONE } from './values.mjs'
import * as exceptions from './vk_exceptions.mjs'
import * as limits from './vk_limits.mjs'
import { vkOfficial } from './vk_official.mjs'

const PREFIX = '/method/'
const TOO_LONG = 414 // of a GET; a page, not an envelope

export const isVk = (exchange) => exchange.path.startsWith(PREFIX)
/// "messages.send"; VK takes it with ".json" behind too.
export const vkMethodOf = (exchange) => exchange.path.slice(PREFIX.length).replace(/\.json$/, '')

export class VkCheck {
  /// `official`: the folder vk-schema, which need not be there.
  constructor(schemas, { npm, official }) {
    this.schemas = schemas
    this.types = vkTypes(npm)
    schemas.add('vk-types', this.types)
    this.official = vkOfficial(official)
    if (this.official) schemas.add('vk-official', this.official.document)
    this.methods = methodsOf(this.types)
  }

  /// What is wrong with it, as lines that name method, parameter or field, and rule.
  problems(exchange) {
    const method = vkMethodOf(exchange)
    const parameters = { ...exchange.query, ...exchange.form }
    const version = parameters.v ?? ''
    const found = []
    const ofDaemon = exchange.client === DAEMON
    if (ofDaemon) found.push(...this.requestProblems(exchange, method, parameters))
    for (const inner of exchange.inner ?? []) {
      const sent = inner.parameters
      if (ofDaemon) found.push(...this.parameterProblems(inner.method, sent, true))
      if (inner.error) found.push(...this.errorProblems(inner.method, inner.error))
      if (!('response' in inner)) continue
      found.push(...this.responseProblems(inner.method, sent, version, inner.response))
    }
    if (exchange.status !== undefined && !exchange.spoiled) {
      found.push(...this.answerProblems(exchange, method, parameters, version))
    }
    return [...new Set(found)]
  }

  requestProblems(exchange, method, parameters) {
    const found = this.parameterProblems(method, parameters, false)
    const say = (what) => found.push(`VK request ${method}: ${what}`)
    if (exchange.verb !== 'POST') say(`verb ${exchange.verb}: long requests need POST`)
    if (exchange.authorization !== 'Bearer') say('header authorization: is not Bearer (required)')
    return found
  }

  /// The parameters of a call, or of an inner call, which has no version.
  parameterProblems(method, texts, inner) {
    const head = `VK request ${method}: parameter `
    const own = exceptions.UNDOCUMENTED[method]?.parameters
    const declared = own ?? this.methods.get(method)?.parameters
    if (!declared) return [`VK request ${method}: is no known method`]
    const { v, ...rest } = texts
    const found = []
    if (inner ? v !== undefined : v !== exceptions.VERSION) {
      found.push(`${head}v: is ${v}, not ${inner ? 'absent' : exceptions.VERSION} (const)`)
    }
    const added = exceptions.ADDED_PARAMETERS[method] ?? {}
    const needed = exceptions.NEEDED_PARAMETERS[method] ?? []
    const closed = {
      type: 'object',
      properties: { ...declared.properties, ...added },
      required: [...(declared.required ?? []), ...needed],
      additionalProperties: false
    }
    found.push(...this.badParameters(`types ${method}`, closed, rest).map((each) => head + each))
    const table = { type: 'object', properties: limits.PARAMETERS[method] ?? {} }
    found.push(...this.badParameters(`limits ${method}`, table, rest).map((each) => head + each))
    const official = this.official?.methods.get(method)
    if (official) {
      const { properties, required } = official.parameters
      const schema = {
        type: 'object', required, additionalProperties: false,
        properties: { ...absolute(properties, 'vk-official'), ...added }
      }
      found.push(...this.badParameters(`official ${method}`, schema, rest)
        .map((each) => `${head}${each} in the official file`))
    }
    return found
  }

  badParameters(key, schema, texts) {
    return this.schemas.problems(key, schema, allTyped(texts, schema.properties, ZERO_ONE))
  }

  answerProblems(exchange, method, parameters, version) {
    const head = `VK answer ${method}: `
    if (exchange.status === TOO_LONG) return []
    if (exchange.status !== 200) return [`${head}status ${exchange.status} (every result has 200)`]
    if (!exchange.answer_type.startsWith('application/json')) {
      return [`${head}content-type ${exchange.answer_type}: is not application/json`]
    }
    let envelope
    try {
      envelope = JSON.parse(exchange.answer)
    } catch {
      return [`${head}is no JSON`]
    }
    const { response, error, execute_errors: errors, ...more } = envelope
    const found = Object.keys(more).map((name) => `${head}${name}: is unknown`)
    if ((response === undefined) === (error === undefined)) {
      return [...found, `${head}has not just one of response and error`]
    }
    if (error !== undefined) return [...found, ...this.errorProblems(method, error)]
    if (errors !== undefined) {
      const list = { type: 'array', minItems: 1, items: exceptions.EXECUTE_ERROR }
      const schema = method === 'execute' ? list : false
      found.push(...this.schemas.problems(`execute_errors ${schema !== false}`, schema, errors)
        .map((each) => `${head}execute_errors: ${each}`))
    }
    found.push(...this.responseProblems(method, parameters, version, response))
    return found
  }

  /// `response` of a call that succeeded.
  responseProblems(method, parameters, version, response) {
    const head = `VK answer ${method}: `
    const say = (problems) => problems.map((each) => head + each)
    if (isOlder(version) && method in exceptions.OLD_RESPONSES) {
      return say(this.schemas.problems(`old ${method}`, exceptions.OLD_RESPONSES[method], response))
    }
    const own = exceptions.RESPONSES[method] ?? exceptions.UNDOCUMENTED[method]?.response
    if (own) return say(this.schemas.problems(`own ${method}`, own, response))
    const known = this.methods.get(method)
    if (!known) return [`${head}is a result of no known method`]
    const name = variant(Object.keys(known.responses), parameters)
    const found = this.schemas.problems(`vk-types ${known.responses[name]}`,
      { $ref: `vk-types#/definitions/${known.responses[name]}` }, response)
    const needed = limits.RESPONSES[method] ?? {}
    found.push(...this.schemas.problems(`needed ${method}`, needed, response))
    const official = this.official?.methods.get(method)
    if (official) {
      const key = variant(Object.keys(official.responses), parameters)
      const schema = wrapped(absolute(official.responses[key], 'vk-official'))
      found.push(...this.schemas.problems(`vk-official ${method} ${key}`, schema, { response })
        .map((each) => `${each} in the official file`))
    }
    return say(found)
  }

  errorProblems(method, error) {
    const found = this.schemas.problems('error',
      { allOf: [{ $ref: 'vk-types#/definitions/BaseError' }, limits.ERROR] }, error)
    if (this.official) {
      found.push(...this.schemas.problems('official error',
        { $ref: 'vk-official#/definitions/base~1objects.json%23base_error' }, error))
      const known = this.official.codes.has(error.error_code) ||
        exceptions.CODES.includes(error.error_code)
      if (!known) found.push(`error_code: ${error.error_code} is in no list`)
    }
    return found.map((each) => `VK error of ${method}: ${each}`)
  }
}

/// method -> {parameters: schema, responses: variant -> name of a definition}. "MessagesSendParams"
/// belongs to messages.send; an answer belongs to the longest method that its name begins with.
function methodsOf({ definitions }) {
  const methods = new Map()
  const byType = new Map()
  for (const [name, schema] of Object.entries(definitions)) {
    const described = /^([a-zA-Z]+\.)?[a-zA-Z]+(?=\n|$)/.exec(schema.description ?? '')
    if (!name.endsWith('Params') || !described) continue
    const known = { parameters: schema, responses: {} }
    methods.set(described[0], known)
    byType.set(name.slice(0, -'Params'.length), known)
  }
  for (const name of Object.keys(definitions)) {
    const end = name.lastIndexOf('Response')
    if (end < 0) continue
    for (let length = end; length > 0; --length) {
      const known = byType.get(name.slice(0, length))
      if (!known) continue
      known.responses[name.slice(length)] = name
      break
    }
  }
  return methods
}

/// Which of several answers the parameters ask for.
function variant(names, parameters) {
  const named = (word) => names.find((name) => name.toLowerCase().startsWith(word))
  if (parameters.extended === '1' && named('extended')) return named('extended')
  if (named('userids')) return 'peer_ids' in parameters ? named('userids') : named('deprecated')
  return names.find((name) => name.toLowerCase() === 'response') ?? names[0]
}

function isOlder(version) {
  const [major, minor] = version.split('.').map(Number)
  const [ours, than] = exceptions.VERSION.split('.').map(Number)
  return major < ours || (major === ours && minor < than)
}

/// The official answers describe the envelope.
function wrapped(schema) {
  return schema.$ref?.includes('responses.json') ? schema : { properties: { response: schema } }
}
