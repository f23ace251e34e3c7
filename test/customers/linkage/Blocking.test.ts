import { assert, describe, it } from "@effect/vitest"
import { Blocking, LinkRecord } from "entrepot/customers"

const soundOf = (surname: string): ReadonlyArray<string> =>
  Blocking.keys(
    { id: "sound", parts: [{ field: "surname", take: "sound" }] },
    LinkRecord.make("1", { surname }),
  )

describe("the sound of a name", () => {
  it("is that of its letters, with and without accents", () => {
    assert.deepStrictEqual(soundOf("müller"), soundOf("muler"))
    assert.deepStrictEqual(soundOf("nguyễn"), ["N250"])
    assert.notDeepEqual(soundOf("robinson"), soundOf("simpson"))
  })

  it("is the word itself in other scripts, whose marks are letters of a kind", () => {
    assert.notDeepEqual(soundOf("रीमा"), soundOf("राम"))
    assert.deepStrictEqual(soundOf("אֲנִי"), soundOf("אני"))
  })
})
