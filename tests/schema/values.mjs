// Words on the wire into typed values, strictly: what the declared type does not allow stays a
// string, so that the schema refuses it.

const INTEGER = /^-?(0|[1-9][0-9]*)$/
const NUMBER = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/

/// How booleans are written: VK's 0 and 1, MAX's true and false.
export const ZERO_ONE = { 0: false, 1: true }
export const TRUE_FALSE = { false: false, true: true }

/// `text` as `schema` declares it. A list is comma separated; the empty text is the empty list.
export function typed(text, schema, booleans) {
  const types = [schema.type].flat()
  if (types.includes('array') || schema.items) {
    if (text === '') return []
    return text.split(',').map((item) => typed(item, schema.items ?? {}, booleans))
  }
  if (types.includes('boolean') && text in booleans) return booleans[text]
  if (types.includes('integer') && INTEGER.test(text)) return Number(text)
  if (types.includes('number') && NUMBER.test(text)) return Number(text)
  return text
}

/// All of `texts`; a name without a declaration stays text, for "additionalProperties" to judge.
export function allTyped(texts, properties, booleans) {
  const values = {}
  for (const [name, text] of Object.entries(texts)) {
    values[name] = typed(text, properties[name] ?? {}, booleans)
  }
  return values
}
