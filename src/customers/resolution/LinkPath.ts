/**
 * How two records of one customer hang together, link by link. Pure.
 *
 * @module
 */
import { HashMap, Option } from "effect"

import * as Reason from "../../kernel/Reason.ts"
import type { Waterfall } from "../linkage/Waterfall.ts"
import type { Link } from "./Link.ts"
import { type LinkTree, treeOf } from "./LinkTree.ts"
import * as Resolution from "./Resolution.ts"

/**
 * The links from one record to another of the same customer, in their order: the way whose weakest link
 * is the strongest. None where the two are not one customer's.
 *
 * It is the way in a tree of strongest links (Kruskal 1956): every other way has a link that is as weak
 * as the weakest of this one, or weaker.
 *
 * @example
 * ```ts
 * import { LinkPath, LinkRecord, ModelLinker, PriorModel } from "entrepot/customers"
 * import { Resolution, ResolutionChange } from "entrepot/customers"
 * import { Option } from "effect"
 *
 * const [phone, email] = ["+8618312342807", "ada@example.com"]
 * const put = [{ phone }, { phone, email }, { email }].map((values, i) => ({
 *   record: LinkRecord.make("abc".charAt(i), values),
 *   since: i,
 * }))
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const resolution = ResolutionChange.apply(nobody, { put })
 * const path = Option.getOrThrow(LinkPath.between(resolution, "a", "c"))
 * console.log(path.map(({ a, b }) => `${a}-${b}`).join(", "))
 * ```
 * ```text
 * a-b, b-c
 * ```
 */
export const between = (
  resolution: Resolution.Resolution,
  from: string,
  to: string,
): Option.Option<ReadonlyArray<Link>> =>
  Option.flatMap(Resolution.componentOf(resolution, from), ({ customerOf, links }) => {
    const customer = customerOf.get(from)
    return customer === undefined || customer !== customerOf.get(to)
      ? Option.none()
      : Option.some(wayIn(treeOf(links), from, to))
  })

const wayIn = (tree: LinkTree, from: string, to: string): ReadonlyArray<Link> => {
  const cameBy = new Map<string, { readonly link: Link; readonly before: string }>()
  const waiting = [from]
  for (let id = waiting.pop(); id !== undefined && id !== to; id = waiting.pop())
    for (const link of tree.get(id) ?? []) {
      const next = link.a === id ? link.b : link.a
      if (next === from || cameBy.has(next)) continue
      cameBy.set(next, { link, before: id })
      waiting.push(next)
    }
  const way: Array<Link> = []
  for (let step = cameBy.get(to); step !== undefined; step = cameBy.get(step.before))
    way.unshift(step.link)
  return way
}

/** A link with what the model in force says of its two records as they stand, field by field. */
export interface ExplainedLink extends Link {
  /** It has values of both, which are personal. Of evidence that is gone, it tells nothing. */
  readonly waterfall: Waterfall
}

/**
 * Explains links between records of a resolution, field by field.
 *
 * @example
 * ```ts
 * import {
 *   LinkPath,
 *   LinkRecord,
 *   ModelLinker,
 *   PriorModel,
 *   Resolution,
 *   ResolutionChange,
 * } from "entrepot/customers"
 *
 * const put = ["web-1", "till-1"].map((id) => ({
 *   record: LinkRecord.make(id, { phone: "+8618312342807" }),
 *   since: 0,
 * }))
 * const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))
 * const resolution = ResolutionChange.apply(nobody, { put })
 * const because = { _tag: "Rule", rule: "same phone", bits: 0.6 } as const
 * const [link] = LinkPath.explained(resolution, [{ a: "till-1", b: "web-1", because }])
 * for (const { field, level, bits } of link?.waterfall.steps ?? [])
 *   if (typeof level === "object") console.log(field, level._tag, bits.toFixed(1))
 * ```
 * ```text
 * phone Exact 16.2
 * ```
 */
export const explained = (
  { linker, entries }: Pick<Resolution.Resolution, "linker" | "entries">,
  links: ReadonlyArray<Link>,
): ReadonlyArray<ExplainedLink> => {
  const ids = new Set(links.flatMap(({ a, b }) => [a, b]))
  const records = new Map(
    Array.from(ids).flatMap((id) => {
      const entry = Option.getOrUndefined(HashMap.get(entries, id))
      return entry === undefined ? [] : [[id, entry.compared] as const]
    }),
  )
  const judge = linker.over([...records.values()])
  return links.flatMap((link) => {
    const [a, b] = [records.get(link.a), records.get(link.b)]
    return a === undefined || b === undefined
      ? []
      : [{ ...link, waterfall: judge.waterfallOf(a, b) }]
  })
}

/**
 * Why a link stands, without a word of what the records say; {@link explained} has each field.
 *
 * @example
 * ```ts
 * import { Reason } from "entrepot/kernel"
 * import { LinkPath } from "entrepot/customers"
 *
 * const because = { _tag: "Rule", rule: "same phone", bits: 18.5 } as const
 * console.log(Reason.render(LinkPath.explain({ a: "web-1", b: "till-1", because }, "prior-2")))
 * ```
 * ```text
 * web-1 and till-1 are one customer's. Rule: same phone, version 1. From: model = prior-2, bits = 18.5.
 * ```
 */
export const explain = ({ a, b, because }: Link, model: string): Reason.Reason => {
  const text = `${a} and ${b} are one customer's`
  const by = { name: "model", value: model }
  switch (because._tag) {
    case "Manual":
      return Reason.of("decided by hand", text, {
        inputs: [{ name: "edgeId", value: because.edgeId }],
      })
    case "Legacy": {
      const { edgeId, was } = because
      const rule = was._tag === "Rule" ? was.rule : "weights of the evidence"
      return Reason.of(rule, `${text}, by words that are gone`, {
        inputs: [
          { name: "edgeId", value: edgeId },
          { name: "bits", value: was.bits },
        ],
      })
    }
    case "Rule":
      return Reason.of(because.rule, text, {
        inputs: [by, { name: "bits", value: because.bits }],
      })
    case "Weights":
      return Reason.of("weights of the evidence", text, {
        inputs: [
          by,
          { name: "bits", value: because.bits },
          { name: "probability", value: because.probability },
        ],
      })
  }
}
