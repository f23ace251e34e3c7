import {
  type Edge,
  LinkRecord,
  type LinkageModel,
  ModelLinker,
  Resolution,
  ResolutionChange,
} from "entrepot/customers"

const exact = { level: { _tag: "Exact" }, m: 0.9, u: 0.000_01 } as const
const masked = { level: { _tag: "Masked" }, m: 0.9, u: 0.000_1, weak: true } as const
const otherwise = { m: 0.1, u: 0.9 }

/** Small enough to be read: three fields that tell, two that hint, and a veto. */
export const model: LinkageModel.LinkageModel = {
  version: "small",
  prior: 0.001,
  threshold: 0.9,
  comparisons: [
    { field: "phone", levels: [exact, masked], otherwise, byFrequency: false },
    { field: "email", levels: [{ ...exact, u: 0.001 }, masked], otherwise, byFrequency: false },
    { field: "name", levels: [{ ...exact, u: 0.01 }, masked], otherwise, byFrequency: false },
    { field: "account", levels: [exact], otherwise: { m: 0.5, u: 0.5 }, byFrequency: false },
    { field: "nationalId", levels: [exact], otherwise: { m: 0.01, u: 0.99 }, byFrequency: false },
  ],
  values: [],
  blocking: ["phone", "email", "name", "account"].map((field) => ({
    id: field,
    parts: [{ field, take: "whole" }],
  })),
  links: [{ id: "same account", all: [{ field: "account", is: "same" }] }],
  vetoes: [{ id: "two persons", all: [{ field: "nationalId", is: "different" }] }],
}

export const linker = ModelLinker.make(model)
export const nobody = Resolution.empty(linker)

export const subject = (
  id: string,
  values: Parameters<typeof LinkRecord.make>[1],
  since = 0,
): Resolution.Subject => ({ record: LinkRecord.make(id, values), since })

const decided = { actor: "ada", reason: "seen" }
export const merge = (edgeId: string, a: string, b: string): Edge.Edge => ({
  _tag: "Merge",
  edgeId,
  records: [a, b],
  ...decided,
})
export const veto = (edgeId: string, left: string, right: string): Edge.Edge => ({
  _tag: "Veto",
  edgeId,
  left: [left],
  right: [right],
  ...decided,
})

export const resolved = (
  subjects: ReadonlyArray<Resolution.Subject>,
  connect: ReadonlyArray<Edge.Edge> = [],
): Resolution.Resolution => ResolutionChange.apply(nobody, { put: subjects, connect })

/** The records of each customer, in short: `a b | c`. */
export const who = (resolution: Resolution.Resolution): string =>
  Resolution.customers(resolution)
    .map(({ recordIds }) => recordIds.join(" "))
    .join(" | ")

/** All that can be seen of a resolution, however it came about. */
export const seen = (resolution: Resolution.Resolution) => {
  const customers = Resolution.customers(resolution)
  const components = new Set(
    customers
      .flatMap(({ id }) => Resolution.componentOf(resolution, id))
      .flatMap((found) => (found._tag === "Some" ? [found.value] : [])),
  )
  return {
    customers,
    generic: Resolution.genericValues(resolution),
    components: [...components].map(({ links, cut }) => ({ links, cut })),
  }
}
