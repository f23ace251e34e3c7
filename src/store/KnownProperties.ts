/**
 * Whether input has only properties that a schema knows, found out without building anything.
 *
 * @internal
 * @module
 */
import { type Schema, SchemaAST } from "effect"

type Check = (value: unknown) => boolean

/**
 * Whether input has only properties that the schema knows, so that decoding need not look for others;
 * `false` where only decoding can tell.
 */
export const checkOf = (schema: Schema.Constraint): Check =>
  compile(SchemaAST.toEncoded(schema.ast))

const compile = (ast: SchemaAST.AST): Check => {
  switch (ast._tag) {
    case "Objects":
      return ast.indexSignatures.length > 0 ? isFlat : ofObject(ast)
    case "Arrays":
      return ast.rest.length > 1 ? isFlat : ofArray(ast)
    case "Union":
      return ofUnion(ast)
    case "Declaration":
    case "ObjectKeyword":
    case "Suspend":
      return isFlat
    default:
      return () => true
  }
}

const isFlat: Check = (value) => typeof value !== "object" || value === null

const ofObject = ({ propertySignatures }: SchemaAST.Objects): Check => {
  const known = new Map<PropertyKey, Check>(
    propertySignatures.map(({ name, type }) => [name, compile(type)]),
  )
  return (value) => {
    if (typeof value !== "object" || value === null) return true
    for (const name in value) if (known.get(name)?.(Reflect.get(value, name)) !== true) return false
    return Object.getOwnPropertySymbols(value).length === 0
  }
}

const ofArray = ({ elements, rest }: SchemaAST.Arrays): Check => {
  const checks = elements.map(compile)
  const [others = isFlat] = rest.map(compile)
  return (value) =>
    Array.isArray(value)
      ? value.every((item: unknown, i) => (checks[i] ?? others)(item))
      : isFlat(value)
}

// Of several objects only decoding finds out which is meant.
const ofUnion = ({ types }: SchemaAST.Union): Check => {
  const [only = isFlat, ...others] = types.filter(canBeObject).map(compile)
  return others.length > 0 ? isFlat : (value) => isFlat(value) || only(value)
}

const canBeObject = ({ _tag }: SchemaAST.AST): boolean =>
  !["Literal", "String", "Number", "Boolean", "Null", "Undefined", "TemplateLiteral"].includes(_tag)
