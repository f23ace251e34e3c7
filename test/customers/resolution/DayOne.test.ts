import { assert, describe, it } from "@effect/vitest"
import { Option } from "effect"
import {
  Evidence,
  type Identifier,
  type LinkageModel,
  LinkPath,
  ModelLinker,
  PriorModel,
  Resolution,
  ResolutionChange,
  Waterfall,
} from "entrepot/customers"
import fc from "fast-check"

import { holds, kills } from "../../kernel/law.ts"
import { who } from "./support/people.ts"

const now = Date.UTC(2026, 10, 22)
const nobody = Resolution.empty(ModelLinker.make(PriorModel.model))

type Said = Readonly<Record<string, ReadonlyArray<Identifier.Identifier>>>

/** Who is who of what sources say, by the model that is shipped, on the first day. */
const onDayOne = (said: Said, at = now, read = Evidence.read, from = nobody) =>
  ResolutionChange.apply(from, {
    put: Object.entries(said).map(([recordId, identifiers]) => {
      const evidence = { recordId, observedAt: now, country: "CN", identifiers }
      return { record: read(evidence, at).record, since: now }
    }),
  })

const account = (issuer: string, value: string): Identifier.Identifier => ({
  _tag: "Account",
  value,
  scope: { issuer },
})
const phone = (value: string): Identifier.Identifier => ({ _tag: "Phone", value })
const email = (value: string): Identifier.Identifier => ({ _tag: "Email", value })
const address: Identifier.Identifier = { _tag: "AddressLine", value: "文三路 90 号 7 幢 201 室" }
const name = (value: string): Identifier.Identifier => ({ _tag: "Name", value })
const called = (givenName: string, surname: string): ReadonlyArray<Identifier.Identifier> => [
  { _tag: "GivenName", value: givenName },
  { _tag: "Surname", value: surname },
]
const born = (value: string): Identifier.Identifier => ({ _tag: "BirthDate", value })
const town = (city: string, postcode: string): ReadonlyArray<Identifier.Identifier> => [
  { _tag: "City", value: city },
  { _tag: "Postcode", value: postcode },
]
const bonn = town("Bonn", "53111")
const home = [{ _tag: "AddressLine" as const, value: "Breite Str. 5" }, ...bonn]
const device: Identifier.Identifier = {
  _tag: "Device",
  value: "browser-1",
  scope: { issuer: "web" },
}
const letters = "abcdefghijklmnopqrstuvwxyzäöüß"
const national = (value: string, country: string): Identifier.Identifier => ({
  _tag: "NationalId",
  value,
  country,
})

/** Who is who of two sources. */
const whoOf = (
  a: ReadonlyArray<Identifier.Identifier>,
  b: ReadonlyArray<Identifier.Identifier>,
): string => who(onDayOne({ a, b }))

describe("on day one, without a record to learn from", () => {
  it("four channel ids with one phone are one customer", () => {
    const four = onDayOne({
      taobao: [account("taobao", "tb-1"), phone("138 1234 5678")],
      jd: [account("jd", "jd-1"), phone("+86 13812345678")],
      douyin: [account("douyin", "dy-1"), phone("0086-138-1234-5678")],
      wechat: [account("wechat", "wx-1"), phone("13812345678"), name("张先生")],
      other: [account("wechat", "tb-1"), phone("138 1234 5679"), name("张先生")],
    })
    assert.strictEqual(who(four), "douyin jd taobao wechat | other")
    const path = Option.getOrThrow(LinkPath.between(four, "taobao", "wechat"))
    assert.deepStrictEqual(
      path.map(({ because }) => because._tag === "Rule" && because.rule),
      path.map(() => "same phone"),
    )
  })

  it("masked e-mails of a marketplace, masked phones and lent numbers merge nobody", () => {
    const masked = [
      email("x7f@marketplace.amazon.com"),
      email("a***@qq.com"),
      phone("183****2807"),
      phone("18412345678转1234"),
      name("张*"),
    ]
    const records = { a: masked, b: masked, c: masked }
    assert.strictEqual(who(onDayOne(records)), "a | b | c")
    const shown = { ...records, d: [phone("18312342807"), email("alice@qq.com"), name("张伟")] }
    assert.strictEqual(who(onDayOne(shown)), "a | b | c | d")
  })

  it("a mask helps where something else is there to prove it", () => {
    const home: ReadonlyArray<Identifier.Identifier> = [
      name("欧阳明月"),
      address,
      { _tag: "City", value: "杭州市" },
    ]
    const both = onDayOne({
      a: [...home, phone("183****2807")],
      b: [...home, phone("18312342807")],
    })
    const bits = (resolution: Resolution.Resolution) =>
      Option.match(Resolution.componentOf(resolution, "a"), {
        onNone: () => 0,
        onSome: ({ links }) => (links[0]?.because._tag === "Weights" ? links[0].because.bits : 0),
      })
    const without = onDayOne({ a: home, b: home })
    const against = onDayOne({
      a: [...home, phone("183****9999")],
      b: [...home, phone("18312342807")],
    })
    assert.strictEqual(who(both), "a b")
    assert.isAbove(bits(both), bits(without))
    assert.isBelow(bits(against), bits(without))
  })

  it("masks weigh no more than what is shown: a city and two masks are not a person", () => {
    const said: ReadonlyArray<Identifier.Identifier> = [
      { _tag: "City", value: "杭州市" },
      email("a***@qq.com"),
      phone("183****2807"),
      { _tag: "NationalId", value: "3301**********002X" },
    ]
    assert.strictEqual(who(onDayOne({ a: said, b: said })), "a | b")
    // Though they are looked at: all of that and a name are one.
    const named = [...said, name("欧阳明月"), address]
    assert.strictEqual(who(onDayOne({ a: named, b: named })), "a b")
  })

  it("tokens join the orders of their shop and week, until they end", () => {
    const token = (seller: string, window: string): Identifier.Identifier => ({
      _tag: "Token",
      value: "oaid",
      scope: { issuer: "taobao", seller, window, expiresAt: now + 1 },
    })
    const orders = {
      a: [token("shoes", "2026-W47")],
      b: [token("shoes", "2026-W47")],
      c: [token("hats", "2026-W47")],
      d: [token("shoes", "2026-W48")],
    }
    assert.strictEqual(who(onDayOne(orders)), "a b | c | d")
    assert.strictEqual(who(onDayOne(orders, now + 1)), "a | b | c | d")
  })

  it("an openid is of one app, and a unionid of all apps of the seller", () => {
    const wechat = (
      _tag: "OpenId" | "UnionId",
      value: string,
      app?: string,
    ): Identifier.Identifier => ({
      _tag,
      value,
      scope: { issuer: "wechat", seller: "us", ...(app === undefined ? {} : { app }) },
    })
    const said = {
      a: [wechat("OpenId", "o1", "mini"), wechat("UnionId", "u1")],
      b: [wechat("OpenId", "o1", "site")],
      c: [wechat("OpenId", "o2", "site"), wechat("UnionId", "u1")],
    }
    assert.strictEqual(who(onDayOne(said)), "a c | b")
  })

  it("people of one household, and namesakes, stay several", () => {
    const at: ReadonlyArray<Identifier.Identifier> = [
      { _tag: "AddressLine", value: "12 High Street" },
      { _tag: "Postcode", value: "LS1 4AP", country: "GB" },
    ]
    const said = {
      alan: [name("Alan Robinson"), { _tag: "BirthDate" as const, value: "1980-02-28" }, ...at],
      sue: [name("Susan Robinson"), { _tag: "BirthDate" as const, value: "1982-07-01" }, ...at],
      other: [name("Alan Robinson")],
    }
    assert.strictEqual(who(onDayOne(said)), "alan | other | sue")
  })

  it("a town and its postcode are one thing, and a mask that shows little makes nobody of it", () => {
    const masks = [email("j***@gmail.com"), phone("1**********"), phone("139****5678")]
    for (const mask of masks) {
      const said = [mask, ...bonn]
      assert.strictEqual(who(onDayOne({ a: said, b: said, c: said })), "a | b | c")
    }
    const hangzhou = town("杭州", "310000")
    assert.strictEqual(whoOf([...hangzhou, phone("1**********")], hangzhou), "a | b")
    const wei = [name("王伟"), ...hangzhou]
    const clear = phone("13812345678")
    assert.strictEqual(whoOf(wei, wei), "a | b")
    assert.strictEqual(whoOf([...wei, phone("1**********")], [...wei, clear]), "a | b")
    assert.strictEqual(whoOf([...wei, phone("138****5678")], [...wei, clear]), "a b")
  })

  it("spouses of one home stay two, with what a home has in common and without", () => {
    const spouses = [
      [called("Maria", "Mayer"), called("Peter", "Mayer")],
      [[name("Maria Mayer")], [name("Peter Mayer")]],
      [[name("Mrs Mayer")], [name("Mr Mayer")]],
      [[name("M Mayer")], [name("M Mayer")]],
      [called("M", "Mayer"), called("M.", "Mayer")],
      [[name("Mayer")], [name("Familie Mayer")]],
      [[name("山田様")], [name("山田 様")]],
    ] as const
    const ofEach = [
      [[], []],
      [[born("1980-02-28")], [born("1978-11-03")]],
      [[phone("13812345678")], [phone("15987654321")]],
      [[phone("13812345671")], [phone("13812345679")]],
      [[email("m.mayer@web.de")], [email("p.mayer@web.de")]],
      [
        [phone("13812345671"), email("m.mayer@web.de")],
        [phone("13812345679"), email("p.mayer@web.de")],
      ],
    ] as const
    for (const [maria, peter] of spouses)
      for (const [hers, his] of ofEach)
        assert.strictEqual(
          whoOf([...home, ...maria, ...hers], [...home, ...peter, ...his]),
          "a | b",
        )
  })

  it("a person who has one name is known by all else", () => {
    const sukarno = name("Sukarno")
    assert.strictEqual(whoOf([sukarno, ...home], [sukarno, ...home]), "a | b")
    assert.strictEqual(
      whoOf([sukarno, phone("13812345678")], [sukarno, phone("13812345678")]),
      "a b",
    )
    const city = [...bonn, phone("138****5678")]
    assert.strictEqual(whoOf([sukarno, ...city, device], [sukarno, ...city, device]), "a | b")
  })

  it("whoever a till or a form calls the same is as many as there are", () => {
    const many = (count: number, said: ReadonlyArray<Identifier.Identifier>) =>
      Resolution.customers(
        onDayOne(Object.fromEntries(Array.from({ length: count }, (_, i) => [`r${i}`, said]))),
      ).length
    assert.strictEqual(many(120, [name("Walk-in customer"), device]), 120)
    assert.strictEqual(many(60, [name("Guest"), born("1970-01-01")]), 60)
    assert.strictEqual(many(60, [...called("Guest", "Customer"), born("1900-01-01")]), 60)
    // Two who are really born on that day lose a field.
    const ada = [name("Ada Lovelace"), born("1970-01-01")]
    assert.strictEqual(whoOf(ada, ada), "a | b")
    assert.strictEqual(whoOf([...ada, ...home], [...ada, ...home]), "a b")
  })

  it("national numbers that X masks link nobody, and deny nobody", () => {
    for (const [one, other, country] of [
      ["XXX-XX-6789", "XXX-XX-1234", "US"],
      ["XXXXXXXX1234", "XXXXXXXX9876", "IN"],
      ["123.XXX.XXX-45", "987.XXX.XXX-21", "BR"],
    ] as const) {
      const own = national(one, country)
      assert.strictEqual(whoOf([own, ...bonn], [own, ...bonn]), "a | b")
      const said = [phone("13812345678")]
      assert.strictEqual(whoOf([...said, own], [...said, national(other, country)]), "a b")
    }
  })

  it("a birth date counts once, however much of a national number a mask shows", () => {
    const said = [national("33010619900228****", "CN"), name("张*"), born("1990-02-28")]
    assert.strictEqual(whoOf(said, said), "a | b")
  })

  it("a father and a son of one name and home stay two where they say when they were born", () => {
    for (const own of [called("Peter", "Mayer"), [name("Peter Mayer")]]) {
      const said = [...home, ...own]
      assert.strictEqual(
        whoOf([...said, born("1950-02-28")], [...said, born("1978-11-03")]),
        "a | b",
      )
    }
  })

  it("one person is one by name and home, and by name and birth date", () => {
    const birth = born("1980-02-28")
    for (const own of [called("Maria", "Mayer"), [name("Maria Mayer")]]) {
      for (const said of [
        [...own, ...home],
        [...own, ...home, birth],
        [...own, ...home.slice(0, 1), birth],
        [...own, ...bonn, birth],
        [...own, birth],
      ])
        assert.strictEqual(whoOf(said, said), "a b")
      const [one, other] = [phone("13812345678"), phone("15987654321")]
      assert.strictEqual(
        whoOf([...own, ...home, birth, one], [...own, ...home, birth, other]),
        "a b",
      )
    }
  })

  it("two mailboxes that differ in a dot or in where the domain begins are no rule", () => {
    const at = [...called("Ann", "Mayer").slice(1), ...home]
    for (const [one, other] of [
      ["ann@abc.de", "anna@bc.de"],
      ["j.smith@web.de", "jsmith@web.de"],
    ] as const)
      assert.strictEqual(whoOf([...at, email(one)], [...at, email(other)]), "a | b")
    assert.strictEqual(whoOf([email("J.Smith@web.de")], [email("j.smith@web.de ")]), "a b")
  })

  it("national numbers of two countries say nothing, and two of one country that it is two people", () => {
    const said = [phone("13812345678")]
    const german = [...said, national("A123456", "DE")]
    assert.strictEqual(whoOf(german, [...said, national("QQ123456C", "GB")]), "a b")
    assert.strictEqual(whoOf(german, [...said, national("XY98765", "DE")]), "a | b")
  })

  it("a name in two scripts is not held against anybody", () => {
    const said = [address, ...town("杭州", "310000"), phone("138****5678"), born("1990-02-28")]
    const chinese = [...said, name("王小明")]
    assert.strictEqual(whoOf(chinese, [...said, name("Wang Xiaoming")]), "a b")
    const bits = (own: ReadonlyArray<Identifier.Identifier>) => {
      const path = LinkPath.between(onDayOne({ a: chinese, b: own }), "a", "b")
      const [step] = Option.getOrElse(path, () => [])
      return step?.because._tag === "Weights" ? step.because.bits : Number.NaN
    }
    assert.strictEqual(bits([...said, name("Wang Xiaoming")]), bits(said))
    assert.strictEqual(whoOf(chinese, [...said, name("李娜")]), "a | b")
  })

  it("three generations of one address and device are three, and so are siblings with all their own", () => {
    const shared = [...home, device]
    const generations = [
      [called("Anna", "Weber"), born("1950-05-01")],
      [called("Peter", "Weber"), born("1978-11-03")],
      [called("Tim", "Weber"), born("2009-07-20")],
    ] as const
    assert.strictEqual(
      who(
        onDayOne({
          anna: [...shared, ...generations[0][0], generations[0][1]],
          peter: [...shared, ...generations[1][0], generations[1][1]],
          tim: [...shared, ...generations[2][0], generations[2][1]],
        }),
      ),
      "anna | peter | tim",
    )
    const sibling = (givenName: string, number: string) => [
      ...shared,
      name(`${givenName} Weber`),
      email(`${givenName}.weber@web.de`),
      phone(number),
    ]
    const siblings = {
      lea: sibling("Lea", "13812345671"),
      max: sibling("Max", "13812345672"),
      noah: sibling("Noah", "15987654321"),
    }
    assert.strictEqual(who(onDayOne(siblings)), "lea | max | noah")
  })

  it("a device and a home without a name are nobody, and beside one name a device helps", () => {
    for (const place of [[], home, bonn, bonn.slice(0, 1), home.slice(0, 1), bonn.slice(1)]) {
      const said = [device, ...place]
      assert.strictEqual(whoOf(said, said), "a | b")
      assert.strictEqual(
        whoOf([...said, name("Jan Weber")], [...said, name("Eva Krause")]),
        "a | b",
      )
    }
    const anna = name("Anna Weber")
    assert.strictEqual(whoOf([anna], [anna]), "a | b")
    assert.strictEqual(whoOf([anna, device], [anna, device]), "a b")
    const parts = called("Anna", "Weber")
    assert.strictEqual(whoOf([...parts, device], [anna, device]), "a b")
  })

  it("thirty people who type one national number are thirty", () => {
    for (const typed of ["219-09-9999", "078-05-1120"]) {
      const thirty = Array.from({ length: 30 }, (_, i) => [
        `p${i}`,
        [name(`${letters.charAt(i)}na Lee`), email(`p${i}@web.de`), national(typed, "US")],
      ])
      const resolution = onDayOne(Object.fromEntries(thirty))
      assert.strictEqual(Resolution.customers(resolution).length, 30)
    }
  })

  it("masked names and addresses are compared, and one of somebody else counts against", () => {
    const bits = (one: Identifier.Identifier, other: Identifier.Identifier, field: string) => {
      const [a, b] = ["a", "b"].map((recordId, at) => {
        const rest = field === "city" ? [name("Jan Weber")] : bonn
        const identifiers = [...rest, at === 0 ? one : other]
        return Evidence.read({ recordId, observedAt: now, country: "CN", identifiers }, now).record
      })
      if (a === undefined || b === undefined) return Number.NaN
      const { steps } = Waterfall.explain(PriorModel.model, a, b)
      return steps.find((step) => step.field === field)?.bits ?? Number.NaN
    }
    const ofName = (one: string, other: string) => bits(name(one), name(other), "name")
    assert.isBelow(ofName("李**", "张小明"), -1)
    assert.strictEqual(ofName("张**", "张小明"), 0)
    assert.isAbove(ofName("张*明", "张小明"), 0)
    assert.isAbove(ofName("Jo** S****", "John Smith"), 0)
    // Names are written in many ways: less than a phone of somebody else.
    assert.isAbove(ofName("J*** S****", "Smith John"), -2)
    const ofAddress = (one: string, other: string) =>
      bits({ _tag: "AddressLine", value: one }, { _tag: "AddressLine", value: other }, "address")
    assert.isAbove(
      ofAddress("文三路***号", "文三路 90 号"),
      ofAddress("学院路***号", "文三路 90 号"),
    )
    const ofCity = (one: string, other: string) =>
      bits({ _tag: "City", value: one }, { _tag: "City", value: other }, "city")
    assert.isAbove(ofCity("Bo**", "Bonn"), ofCity("Ha****", "Bonn"))
  })

  it("names with and without accents, in either order, whole or in parts, are one name", () => {
    const birth = born("1980-02-28")
    const written = [
      [[name("Élodie Lefèvre")], [name("Elodie Lefevre")]],
      [called("Élodie", "Lefèvre"), called("Elodie", "Lefevre")],
      [[name("Lefevre Elodie")], [name("Elodie Lefevre")]],
      [called("Elodie", "Lefevre"), [name("Elodie Lefevre")]],
      [called("小明", "张"), [name("张小明")]],
      [called("Elodie", "Lefevre"), called("Lefevre", "Elodie")],
    ] as const
    for (const [one, other] of written) {
      assert.strictEqual(whoOf([...one, ...home], [...other, ...home]), "a b")
      assert.strictEqual(whoOf([...one, birth], [...other, birth]), "a b")
      assert.strictEqual(whoOf(one, other), "a | b")
    }
  })

  it("a full name that is told beside its parts weighs no more than the parts", () => {
    const bits = (...said: ReadonlyArray<Identifier.Identifier>) => {
      const path = LinkPath.between(
        onDayOne({ a: [...said, ...home], b: [...said, ...home] }),
        "a",
        "b",
      )
      const [step] = Option.getOrElse(path, () => [])
      return step?.because._tag === "Weights" ? step.because.bits : Number.NaN
    }
    const parts = called("Anna", "Weber")
    assert.strictEqual(bits(...parts, name("Anna Weber")), bits(...parts))
  })

  it("a masked phone is looked at beside the clear one of the same name", () => {
    const city = bonn.slice(0, 1)
    const ofName = [[name("张小明")], called("小明", "张")]
    for (const own of ofName)
      assert.strictEqual(
        whoOf([...own, ...city, phone("138****5678")], [...own, ...city, phone("13812345678")]),
        "a b",
      )
  })

  it("a record with nothing to compare is a customer of its own", () => {
    assert.strictEqual(who(onDayOne({ a: [], b: [email("Invalid Request")], c: [] })), "a | b | c")
  })
})

const givenNames = ["Anna", "Peter", "Tim", "Sophie", "Johannes", "Luca"]
const surnames = ["Weber", "Schneider", "Li", "O'Neill"]

const ways = ["whole", "parts", "title", "initial", "family"] as const
type Way = (typeof ways)[number]

const isHalf = (way: Way): boolean => way !== "whole" && way !== "parts"

/** What a form, a till or a neighbour writes for a name. */
const writtenAs = (
  way: Way,
  givenName: string,
  surname: string,
): ReadonlyArray<Identifier.Identifier> => {
  switch (way) {
    case "whole":
      return [name(`${givenName} ${surname}`)]
    case "parts":
      return called(givenName, surname)
    case "title":
      return [name(`Mrs ${surname}`)]
    case "initial":
      return called("J", surname)
    case "family":
      return [name(surname)]
  }
}

/** Whatever a home has in common, and what each of its people has beside it. */
const household = fc
  .record({
    shared: fc.subarray([
      ...home,
      device,
      born("1980-02-28"),
      phone("138****5678"),
      email("w***@web.de"),
    ]),
    people: fc.shuffledSubarray(givenNames, { minLength: 2, maxLength: 3 }),
    surname: fc.constantFrom(...surnames),
    written: fc.array(fc.constantFrom(...ways), { minLength: 3, maxLength: 3 }),
    own: fc.subarray(["phone", "email"] as const),
  })
  .map(({ shared, people, surname, written, own }) =>
    people.map((givenName, at) => [
      // Half of a name and one birth date are twins or one person: nobody knows.
      ...shared.filter(({ _tag }) => _tag !== "BirthDate" || !written.some(isHalf)),
      ...writtenAs(written[at] ?? "whole", givenName, surname),
      ...(own.includes("phone") ? [phone(`1381234567${at}`)] : []),
      ...(own.includes("email")
        ? [email(`${givenName.charAt(0)}.${surname.replace("'", "")}@web.de`)]
        : []),
    ]),
  )

/** Two people of one home with given names of their own are never one by what the home shares. */
const householdsStayApart = (model: LinkageModel.LinkageModel, read = Evidence.read) => {
  const from = Resolution.empty(ModelLinker.make(model))
  return fc.property(household, (people) => {
    const said = Object.fromEntries(people.map((own, at) => [`p${at}`, own]))
    const resolution = onDayOne(said, now, read, from)
    assert.strictEqual(Resolution.customers(resolution).length, people.length)
  })
}

/** Takes a surname for a whole name, and an initial for a given name. */
const takingHalfForWhole: typeof Evidence.read = (evidence, at) => {
  const { record, unused } = Evidence.read(evidence, at)
  const values = Array.from(record.values, ([field, own]) => {
    const isName = field === "name" || field === "givenName"
    return [field, isName ? own.map((text) => text.replace(/\* ?/g, "")) : own] as const
  })
  return { record: { ...record, values: new Map(values) }, unused }
}

describe("people of one home", () => {
  it("stay as many as they are, whatever of home, device and birth date they share", () => {
    holds(householdsStayApart(PriorModel.model), 300)
    const { atHome: _, ...strangers } = PriorModel.model
    kills(householdsStayApart(strangers))
    // Who does not know that a home shares its devices.
    const comparisons = PriorModel.model.comparisons.map(({ atHome, ...comparison }) =>
      atHome === undefined || comparison.field === "device"
        ? comparison
        : { ...comparison, atHome },
    )
    kills(householdsStayApart({ ...PriorModel.model, comparisons }))
    kills(householdsStayApart(PriorModel.model, takingHalfForWhole))
  })
})

/** Nothing but masks, of any field that the shipped model compares. */
const masks = fc.array(
  fc.oneof(
    fc.constantFrom("183****2807", "1*********7").map(phone),
    fc.constantFrom("a***@qq.com", "*b@qq.com").map(email),
    fc.constantFrom("x@members.ebay.de", "y@relay.walmart.com").map(email),
    fc.constantFrom("张*", "J*** D**").map(name),
    fc.constantFrom("文三路***号").map((value) => ({ _tag: "AddressLine" as const, value })),
    fc.constantFrom("杭*").map((value) => ({ _tag: "City" as const, value })),
    fc.constantFrom("31****").map((value) => ({ _tag: "Postcode" as const, value })),
    fc.constantFrom("3301**********002X").map((value) => national(value, "CN")),
    fc.constantFrom("XXX-XX-6789").map((value) => national(value, "US")),
    fc.constantFrom("XXXXXXXX1234").map((value) => national(value, "IN")),
    fc.constantFrom("123.XXX.XXX-45").map((value) => national(value, "BR")),
  ),
  { minLength: 1, maxLength: 8 },
)

const masksLinkNobody = (read: typeof Evidence.read) =>
  fc.property(fc.array(masks, { minLength: 2, maxLength: 5 }), (all) => {
    const said = Object.fromEntries(all.map((own, i) => [`r${i}`, own]))
    const resolution = onDayOne(said, now, read)
    assert.strictEqual(Resolution.customers(resolution).length, all.length)
  })

/** Reads a mask as what it shows. */
const unmasking: typeof Evidence.read = (evidence, at) => {
  const { record, unused } = Evidence.read(evidence, at)
  const values = Array.from(
    record.values,
    ([field, own]) => [field, own.map((value) => value.replaceAll("*", "0"))] as const,
  )
  return { record: { ...record, values: new Map(values) }, unused }
}

/** Takes X for a letter like others. */
const takingXForALetter: typeof Evidence.read = (evidence, at) => {
  const { record, unused } = Evidence.read(evidence, at)
  const whole = record.values.get("nationalId")?.map((text) => text.replaceAll("*", "X"))
  const values = new Map(record.values)
  if (whole !== undefined) values.set("nationalId", whole)
  return { record: { ...record, values }, unused }
}

/** Takes the address of a relay for a buyer's own. */
const trusting: typeof Evidence.read = (evidence, at) => Evidence.read(evidence, at, [])

describe("masks of every field", () => {
  it("link nobody by the shipped model either", () => {
    holds(masksLinkNobody(Evidence.read), 150)
  })

  it("would, if they were read as what they show, or relays taken for mailboxes", () => {
    kills(masksLinkNobody(unmasking))
    kills(masksLinkNobody(takingXForALetter))
    kills(masksLinkNobody(trusting))
  })
})
