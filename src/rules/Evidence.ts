/**
 * Evidence: what a decision was made of, as hashes by which it can be replayed and compared.
 *
 * @module
 */
import { Schema } from "effect"

import * as Calendar from "../kernel/Calendar.ts"
import * as Decimal from "../kernel/Decimal.ts"
import * as Digest from "../kernel/Digest.ts"
import type { Engine } from "./Engine.ts"
import type { Fact } from "./Fact.ts"
import * as Facts from "./Facts.ts"
import { type Context, isRows, valueOf } from "./Interpreter.ts"
import * as Veil from "./Veil.ts"
import * as Wanted from "./Wanted.ts"

/** By what a decision is identified: the same hashes have the same result. */
export const Evidence = Schema.Struct({
  ruleSet: Schema.String,
  version: Schema.Int,
  /** SHA-256 of the facts' declaration and the rule set. */
  ruleSetHash: Schema.String,
  /** SHA-256 of the subject, the instant and the rates. */
  factsHash: Schema.String,
  /** The instant of the decision, in epoch milliseconds. */
  at: Calendar.Instant,
})
/** By what a decision is identified. */
export type Evidence = typeof Evidence.Type

/**
 * The evidence of a decision on a subject. Personal values go in as keyed hashes, so that whoever
 * does not have the key cannot find them by trying; the same key gives the same evidence.
 *
 * @example
 * ```ts
 * import { Result } from "effect"
 * import { Condition, Engine, Evidence, Fact, Facts } from "entrepot/rules"
 *
 * const facts = Facts.make({ tags: Fact.texts(), phone: Fact.text({ personal: true }) })
 * const engine = Result.getOrThrow(
 *   Engine.compile(facts, {
 *     id: "all",
 *     version: 3,
 *     policy: "collect",
 *     rules: [{ id: "any", when: Condition.always, outcome: "go", onUnknown: "skip" }],
 *   }),
 * )
 * const hashOf = (tags: ReadonlyArray<string>) =>
 *   Evidence.of(engine, { tags, phone: "+49 30 1" }, { at: 0 }, "key").factsHash
 * console.log(hashOf(["a", "b"]) === hashOf(["b", "a", "a"]), hashOf(["a"]) === hashOf([]))
 * ```
 * ```text
 * true false
 * ```
 */
export const of = <F extends Facts.Fields, Outcome>(
  engine: Engine<F, Outcome>,
  subject: Facts.Subject<NoInfer<F>>,
  context: Context,
  key: string,
): Evidence => ({
  ruleSet: engine.ruleSet.id,
  version: engine.ruleSet.version,
  ruleSetHash: engine.hash(),
  factsHash: factsHash(engine.facts, Facts.untyped(subject), context, key),
  at: context.at,
})

const factsHash = (
  facts: Facts.Facts,
  subject: Facts.AnySubject,
  { at, rates }: Context,
  key: string,
): string =>
  Digest.sha256(
    Digest.canonicalJson({
      at,
      facts: shownFacts(facts, subject, key),
      ...(rates === undefined
        ? {}
        : {
            rates: {
              day: rates.day,
              base: rates.base,
              perBase: rates.rates
                .map(({ currency, perBase }) => [currency, Decimal.format(perBase)])
                .toSorted(),
            },
          }),
    }),
  )

/**
 * The facts of a subject as JSON, as {@link shown} writes each.
 *
 * @internal
 */
export const shownFacts = (
  facts: Facts.Facts,
  subject: Facts.AnySubject,
  key: string,
): { readonly [fact: string]: Schema.Json } =>
  Object.fromEntries(
    Array.from(facts.byName).flatMap(([name, fact]) => {
      const value = valueOf(subject, name)
      return value === undefined ? [] : [[name, shown(name, fact, value, key)] as const]
    }),
  )

/**
 * A value as JSON: money and decimals as text, sets in order. A personal one is `{ "hash": … }`, by
 * HMAC-SHA-256 with the key.
 *
 * @internal
 */
export const shown = (
  name: string,
  fact: Fact,
  value: Facts.AnyValue,
  key: string,
): Schema.Json => {
  const json = plain(fact, value, key)
  return fact.personal === true ? Veil.hashOf(name, json, key) : json
}

const plain = (fact: Fact, value: Facts.AnyValue, key: string): Schema.Json => {
  if (typeof value !== "object" || Wanted.isMoney(value) || Wanted.isDecimal(value))
    return Wanted.write(value)
  if (fact.kind === "rows" && isRows(value)) {
    const ofRow = Facts.ofRow(fact)
    return value.map((row) => shownFacts(ofRow, row, key))
  }
  return Array.from(new Set(value.map(String))).toSorted()
}
