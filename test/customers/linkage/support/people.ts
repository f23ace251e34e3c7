import { LinkRecord, StartModel } from "entrepot/customers"
import fc from "fast-check"

const pick = (...values: ReadonlyArray<string>) => fc.constantFrom("", ...values)

/** Records of few values, so that many agree. */
export const records = fc
  .array(
    fc.record({
      givenName: pick("ann", "anne", "joe", "wang"),
      surname: pick("wang", "li", "robinson", "robinsen"),
      birthDate: pick("19900228", "19902802", "19910228", "20100101"),
      phone: pick("18312342807", "183****2807", "18312342808"),
    }),
    { minLength: 2, maxLength: 14 },
  )
  .map((all) => all.map((values, at) => LinkRecord.make(`r${at}`, values)))

export const types = {
  givenName: "givenName",
  surname: "surname",
  birthDate: "birthDate",
  phone: "phone",
} as const

/** A start that looks at all pairs. */
export const start = StartModel.of(types, [])
