import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import {
  Accents,
  BirthDate,
  Email,
  Evidence,
  Identifier,
  NationalId,
  PersonName,
  Phone,
  Relay,
  Scope,
} from "entrepot/customers"
import fc from "fast-check"
import {
  type CountryCode,
  getCountries,
  getExampleNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max"
import examples from "libphonenumber-js/mobile/examples"

import { holds, kills } from "../../kernel/law.ts"

const noon = Date.UTC(2026, 10, 22, 12)
const read = (...identifiers: ReadonlyArray<Identifier.Identifier>) =>
  Evidence.read({ recordId: "r", observedAt: noon, country: "CN", identifiers }, noon)
const phone = (text: string, country?: string) => Result.merge(Phone.read(text, country))

describe("a phone number", () => {
  it("is one in whatever form it is written", () => {
    const forms = [
      "13812345678",
      "138-1234-5678",
      "+86 138 1234 5678",
      "0086 13812345678",
      "１３８１２３４５６７８",
    ]
    for (const form of forms) assert.strictEqual(phone(form, "CN"), "+8613812345678", form)
  })

  it("may be of another country than the record", () => {
    assert.strictEqual(phone("+33 6 12 34 56 78", "CN"), "+33612345678")
    assert.strictEqual(phone("0041 79 123 45 67", "CN"), "+41791234567")
    assert.strictEqual(phone("0041 79 123 45 67"), "+41791234567")
    const abroad = read({ _tag: "Phone", value: "06 12 34 56 78", country: "FR" })
    assert.deepStrictEqual(abroad.record.values.get("phone"), ["+33612345678"])
  })

  it("is nobody's in a national form of no country, or where nobody can have it", () => {
    assert.strictEqual(phone("138 1234 5678"), "countryUnknown")
    assert.strictEqual(phone("06 12 34 56 78", "US"), "malformed")
    for (const junk of ["", "none", "11111111111", "1381234567", "constructor"])
      assert.strictEqual(phone(junk, "CN"), "malformed", junk)
    assert.strictEqual(phone("13812345678", "ZZ"), "countryUnknown")
  })

  it("stands for nobody where it forwards calls or many share it", () => {
    for (const shared of [
      "18412345678转1234",
      "18412345678-1234",
      "18412345678[1234]",
      "4001234567",
    ])
      assert.strictEqual(phone(shared, "CN"), "virtual", shared)
    assert.strictEqual(phone("+1 800 555 0100"), "virtual")
    assert.strictEqual(phone("(415) 555-2671 ext. 12", "US"), "virtual")
    const declared = read({ _tag: "Phone", value: "13812345678", isVirtual: true })
    assert.deepStrictEqual(
      declared.unused.map(({ because }) => because),
      ["virtual"],
    )
  })

  it("keeps what a mask shows of it", () => {
    assert.strictEqual(phone("183****2807", "CN"), "+86183****2807")
    assert.strictEqual(phone("+86 183 **** 2807", "DE"), "+86183****2807")
    assert.strictEqual(phone("0176 ••• 4321", "DE"), "+49176***4321")
    assert.strictEqual(phone("415-xxx-2671", "US"), "+1415***2671")
    assert.strictEqual(phone("183****2807"), "countryUnknown")
    assert.strictEqual(phone("***********", "CN"), "hidden")
    assert.strictEqual(phone("******64", "TW"), "+886******64")
  })

  it("stands for nobody under a mask either, and is none where it is longer than any", () => {
    for (const shared of [
      "138****5678-1234",
      "+86138****5678-1234",
      "138****5678-****",
      "138****5678转1234",
      "138****5678[12]",
      "+1800***1234",
    ])
      assert.strictEqual(phone(shared, "CN"), "virtual", shared)
    assert.strictEqual(phone("+86 13812345678-1234"), "virtual")
    for (const longer of ["138****5678 1234", "138*********5678", "+86138****56781234"])
      assert.strictEqual(phone(longer, "CN"), "malformed", longer)
  })

  it("is read as TikTok Shop writes it, and as phones copy it", () => {
    assert.strictEqual(phone("(+1)213-555-1234"), "+12135551234")
    assert.strictEqual(phone("(+1)213-***-1234"), "+1213***1234")
    assert.strictEqual(phone("(+86)13812345678", "US"), "+8613812345678")
    assert.strictEqual(phone("(+44) 7400123456"), "+447400123456")
    assert.strictEqual(phone("(+62)81234567890"), "+6281234567890")
    assert.strictEqual(phone("\u202A+86 138 1234 5678\u202C"), "+8613812345678")
    assert.strictEqual(phone("\u200E138\u200B1234\u00AD5678", "CN"), "+8613812345678")
  })

  it("is of the country that is named by a code of another list, too", () => {
    assert.strictEqual(phone("07400 123456", "UK"), "+447400123456")
    assert.strictEqual(phone("691 234 5678", "EL"), "+306912345678")
    assert.strictEqual(Result.merge(NationalId.read("QQ 12 34 56 C", "UK")), "GB:QQ123456C")
  })

  it("has lost its plus where no country writes one of its own so", () => {
    for (const [text, country, form] of [
      ["4915123456789", "DE", "+4915123456789"],
      ["49151****6789", "DE", "+49151****6789"],
      ["498912345678", "DE", "+498912345678"],
      ["8613812345678", "DE", "+8613812345678"],
      ["86138****5678", "DE", "+86138****5678"],
      ["447400123456", "FR", "+447400123456"],
      ["33612345678", "DE", "+33612345678"],
      // With the nought in front, of area 04915; what is as long as a landline, without it.
      ["04915123456789", "DE", "+494915123456789"],
      ["6591997644", "DE", "+496591997644"],
      ["15123456789", "DE", "+4915123456789"],
      // It may be a mistake as well as a number of North America.
      ["12133734253", "DE", "malformed"],
      ["12345678901", "CN", "malformed"],
    ] as const)
      assert.strictEqual(phone(text, country), form, text)
  })

  it("of a country is what it is there, in every form and with every ending", () => {
    holds(everyFormIsOne(Phone.read), 500)
    kills(everyFormIsOne(plusWherever))
    kills(everyFormIsOne(byCountryAlone))
    for (const [text, country] of landlines) {
      const form = parsePhoneNumberFromString(text, country)?.number
      assert.strictEqual(phone(text, country), form, text)
      assert.strictEqual(phone(text.replace(/^0/, ""), country), form, text)
    }
  })

  it("is read in one form whether a mask hides a part of it or not", () => {
    for (const [text, country, form] of [
      ["8613812345678", "CN", "+8613812345678"],
      ["138 1234 5678", "CN", "+8613812345678"],
      ["0044 7400 123456", "US", "+447400123456"],
      ["0044 7400 123456", "GB", "+447400123456"],
      ["0011 44 7400 123456", "AU", "+447400123456"],
      ["07400 123456", "GB", "+447400123456"],
      ["+49 (0)151 23456789", "FR", "+4915123456789"],
      ["06 12 34 56 78", "IT", "+390612345678"],
    ] as const) {
      assert.strictEqual(phone(text, country), form)
      const hide = (own: string) => own.replace(/\d(?=(?:\D*\d){3}$)/, "*")
      assert.strictEqual(phone(hide(text), country), hide(form), text)
    }
    assert.strictEqual(phone("86138****5678", "CN"), "+86138****5678")
  })
})

describe("an e-mail address", () => {
  it("is one in whatever form it is written", () => {
    const mail = (text: string) => Result.merge(Email.read(text))
    assert.strictEqual(mail("Ada@Example.COM "), "ada@example.com")
    assert.strictEqual(mail("a.d.a+shop@googlemail.com"), "ada@gmail.com")
    assert.strictEqual(mail("a.d.a+shop@example.com"), "a.d.a+shop@example.com")
    assert.strictEqual(mail("a**@example.com"), "a**@example.com")
    assert.strictEqual(mail("***@example.com"), "hidden")
    assert.strictEqual(mail("\u202Aada\u200B@example.com\u202C"), "ada@example.com")
    for (const junk of ["Invalid Request", "a b@example.com", "a@b", "@example.com", "a@@b.de"])
      assert.strictEqual(mail(junk), "malformed", junk)
  })

  it("stands for nobody where a relay stands behind it", () => {
    const relayed = [
      "x@marketplace.amazon.com",
      "x@marketplace.amazon.co.jp",
      "x@privaterelay.appleid.com",
      "x@members.ebay.de",
      "x@relay.walmart.com",
      "x@scs.tiktokw.us",
      "x@mail.duck.com",
    ]
    const sinceThen = [
      "hamu7udk3p+17454c1b6@allegromail.pl",
      "815db15ff6ee7c02@pc.fw.rakuten.ne.jp",
      "2awq74td4z@verkopen.bol.com",
      "2awq74td4z@klantbericht.bol.com",
      "circus.waltz449@anonaddy.me",
      "shop@ada.anonaddy.com",
      "ada.2drwc@aleeas.com",
      "ada@simplelogin.com",
    ]
    for (const address of [...relayed, ...sinceThen])
      assert.strictEqual(Result.merge(Email.read(address)), "relay", address)
    assert.isUndefined(Relay.of("notduck.com"))
    const own = [{ domain: "hide.example", issuer: "us", source: "our own" }]
    assert.strictEqual(
      Result.merge(Email.read("x@hide.example", [...Relay.known, ...own])),
      "relay",
    )
  })
})

describe("other evidence", () => {
  it("is read in the field of its kind, each value once", () => {
    const { record, unused } = read(
      { _tag: "Name", value: "Mr.  ADA  Lovelace (VIP)" },
      { _tag: "Name", value: "ada lovelace" },
      { _tag: "GivenName", value: "Zoë" },
      { _tag: "Surname", value: "O'Hara" },
      { _tag: "AddressLine", value: "Elm St., No. 5" },
      { _tag: "City", value: "杭州市" },
      { _tag: "Postcode", value: "310 000" },
      { _tag: "BirthDate", value: "1990/02/28" },
      { _tag: "NationalId", value: "11010519491231002x" },
    )
    assert.deepStrictEqual(Object.fromEntries(record.values), {
      name: ["ada lovelace"],
      givenName: ["zoë"],
      surname: ["ohara"],
      address: ["elm st no 5"],
      city: ["杭州"],
      postcode: ["310000"],
      birthDate: ["1990-02-28"],
      nationalId: ["CN:11010519491231002X"],
    })
    assert.deepStrictEqual(unused, [])
  })

  it("shows no more of a name than a form of address does", () => {
    const name = (text: string) => Result.merge(PersonName.read(text))
    assert.strictEqual(name("张先生"), "张*")
    for (const lone of [
      "欧阳女士",
      "歐陽 小姐",
      "김씨",
      "김 님",
      "山田様",
      "佐々木様",
      "やまだ さん",
    ])
      assert.strictEqual(name(lone).slice(-1), "*", lone)
    for (const nobody of ["Mr.", "Mr & Mrs", "先生", " - "])
      assert.strictEqual(name(nobody), "blank", nobody)
    assert.strictEqual(name("＊＊"), "hidden")
  })

  it("shows half of a name where half is said, and all of it where there are two words", () => {
    const name = (text: string, country?: string) => Result.merge(PersonName.read(text, country))
    for (const [said, form] of [
      ["mr smith", "* smith"],
      ["Mr. & Mrs. Smith", "* smith"],
      ["Herr und Frau Maier", "* maier"],
      ["Familie Maier", "* maier"],
      ["Frau Müller-Lüdenscheidt", "* müller lüdenscheidt"],
      ["Mr van Gogh", "* van gogh"],
      ["Dr J Smith", "j* smith"],
      ["J. R. R. Tolkien", "j* r* r* tolkien"],
      ["J.-P. Sartre", "j* p* sartre"],
      ["John S.", "john s*"],
      ["И. Петров", "и* петров"],
      ["Sukarno", "* sukarno"],
      ["J", "j*"],
      ["张", "张*"],
      ["欧阳", "欧阳*"],
      ["やまだ", "やまだ*"],
      ["김", "김*"],
      ["철수씨", "*철수"],
      // A mask shows what it shows.
      ["Mr S****", "s****"],
      ["John F. Kennedy", "john f kennedy"],
      ["Familie Max Maier", "max maier"],
      ["Van Morrison", "van morrison"],
      ["Li Na", "li na"],
      ["张伟", "张伟"],
      ["李 明", "李明"],
      ["김철수", "김철수"],
      ["山田太郎", "山田太郎"],
    ] as const)
      assert.strictEqual(name(said), form, said)
    // Two characters are a whole name in China, and a surname in Japan.
    assert.strictEqual(name("山田", "JP"), "山田*")
    assert.strictEqual(name("山田", "CN"), "山田")
    const parts = read({ _tag: "GivenName", value: "J." }, { _tag: "Surname", value: "Smith" })
    assert.deepStrictEqual(Object.fromEntries(parts.record.values), {
      givenName: ["j*"],
      surname: ["smith"],
      name: ["j* smith"],
    })
    // In characters, a part of one letter is whole.
    const wei = read({ _tag: "GivenName", value: "伟" }, { _tag: "Surname", value: "张" })
    assert.deepStrictEqual(wei.record.values.get("name"), ["张伟"])
  })

  it("stands for nobody where anybody is called so", () => {
    const standing = [
      "Guest",
      "Walk-in Customer",
      " customer. ",
      "N/A",
      "Test Test",
      "散客",
      "匿名用户",
      "微信用户",
      "お客様",
      "ゲスト",
      "Laufkundschaft",
      "Client de passage",
      "INVITÉ",
      "Publico en general",
    ]
    for (const value of standing)
      for (const _tag of ["Name", "GivenName"] as const)
        assert.deepStrictEqual(
          read({ _tag, value }).unused.map(({ because }) => because),
          ["generic"],
          value,
        )
    // Only as the whole name: there are people who are called so.
    for (const own of ["Christopher Guest", "Guest, Judith", "Nomura Test", "买家峻"])
      assert.strictEqual(read({ _tag: "Name", value: own }).unused.length, 0, own)
    assert.strictEqual(read({ _tag: "Surname", value: "Guest" }).unused.length, 0)
  })

  it("is a birth date in the ways in which systems write one, and none where they know none", () => {
    const date = (text: string) => Result.merge(BirthDate.read(text, noon))
    for (const form of [
      "1990-02-08",
      "19900208",
      "1990-2-8",
      "1990/2/8",
      "1990.02.08",
      "1990年2月8日",
      "1990年02月08日",
      "1990년 2월 8일",
      "1990-02-08T00:00:00Z",
      "1990-02-08T00:00:00.000+08:00",
      "1990-02-08 00:00:00",
      "1990/2/8 0:00",
    ])
      assert.strictEqual(date(form), "1990-02-08", form)
    for (const bad of ["1990-02-08T16:00:00Z", "1990-2/8", "199028", "8.2.1990", "1990年2月30日"])
      assert.strictEqual(date(bad), "malformed", bad)
    for (const none of ["0001-01-01", "1900-01-01", "1970-01-01", "1970-01-01T00:00:00Z"])
      assert.strictEqual(date(none), "generic", none)
    assert.strictEqual(date("1970-01-02"), "1970-01-02")
  })

  it("says a whole name without its form of address", () => {
    const name = (text: string) => Result.merge(PersonName.read(text))
    for (const [said, plain] of [
      ["张小明先生", "张小明"],
      ["张小明 女士", "张小明"],
      ["欧阳娜娜小姐", "欧阳娜娜"],
      ["张*先生", "张*"],
      ["山田太郎様", "山田太郎"],
      ["山田 太郎 さん", "山田太郎"],
      ["山田太郎殿", "山田太郎"],
      ["张三【1234】", "张三"],
      ["张三〔左〕「A」", "张三"],
      ["김철수님", "김철수"],
      ["김 철수님", "김철수"],
      ["김철수 씨", "김철수"],
    ] as const)
      assert.strictEqual(name(said), plain, said)
    // Names that end as if they were addressed.
    for (const own of ["鵜殿", "김하님"]) assert.lengthOf(name(own), own.length, own)
    assert.strictEqual(name("スーサン"), "すーさん*")
  })

  it("says one name of China, Japan or Korea with a space and without, and in both kana", () => {
    const name = (text: string) => Result.merge(PersonName.read(text))
    for (const [one, other] of [
      ["山田 太郎", "山田太郎"],
      ["山田　太郎", "山田太郎"],
      ["张 小明", "张小明"],
      ["张 **", "张**"],
      ["ジョン・スミス", "ジョン スミス"],
      ["やまだ", "ヤマダ"],
      ["ﾔﾏﾀﾞ", "ヤマダ"],
      ["高橋 ひろし", "高橋ヒロシ"],
      ["김 철수", "김철수"],
    ] as const)
      assert.strictEqual(name(one), name(other), one)
    assert.notStrictEqual(name("かとう"), name("ガトウ"))
    assert.strictEqual(name("ada lovelace"), "ada lovelace")
  })

  it("is counted and explained where it is of no use", () => {
    const { record, unused } = read(
      { _tag: "BirthDate", value: "2026-11-24" },
      { _tag: "BirthDate", value: "03/04/1990" },
      { _tag: "BirthDate", value: "1990-02-30" },
      { _tag: "NationalId", value: "110105194912310021" },
      { _tag: "Email", value: "a b@c.de" },
      { _tag: "Email", value: "Invalid Request" },
    )
    assert.strictEqual(record.values.size, 0)
    assert.deepStrictEqual(Evidence.tally(unused), [
      { field: "birthDate", because: "malformed", count: 2 },
      { field: "email", because: "malformed", count: 2 },
      { field: "birthDate", because: "future", count: 1 },
      { field: "nationalId", because: "malformed", count: 1 },
    ])
    assert.deepStrictEqual(unused[0], {
      recordId: "r",
      field: "birthDate",
      at: 0,
      because: "future",
    })
  })

  it("comes decoded from outside, or with what is wrong and where", () => {
    const decode = Schema.decodeUnknownResult(Evidence.Evidence)
    const scope = { issuer: "taobao", seller: "shoes", window: "2026-W47" }
    const token = { _tag: "Token", value: "AbC", scope }
    const good = { recordId: "r", observedAt: noon, identifiers: [token] }
    assert.isTrue(Result.isSuccess(decode(good)))
    const bad = decode({ ...good, identifiers: [{ _tag: "Phone", value: "" }] })
    assert.isTrue(Result.isFailure(bad))
    assert.include(String(Result.isFailure(bad) ? bad.failure : ""), '["identifiers"][0]["value"]')
  })

  it("is no number of a register where somebody typed anything", () => {
    const idOf = (text: string, country = "US") => Result.merge(NationalId.read(text, country))
    for (const typed of [
      "000-00-0000",
      "111.111.111-11",
      "1",
      "1234",
      "123456789",
      "1234567890",
      "0123456789",
      "987-65-4321",
      "N/A",
      "not known",
    ])
      assert.strictEqual(idOf(typed), "malformed", typed)
    assert.strictEqual(idOf("219-09-9999"), "US:219099999")
    assert.strictEqual(idOf("12345678Z", "ES"), "ES:12345678Z")
    assert.strictEqual(idOf("RSSMRA85T10A562S", "IT"), "IT:RSSMRA85T10A562S")
    assert.strictEqual(idOf("***-**-1111"), "US:*****1111")
  })

  it("is a number of a register of which X hides a part as stars do", () => {
    const idOf = (text: string, country: string) => Result.merge(NationalId.read(text, country))
    assert.strictEqual(idOf("XXX-XX-6789", "US"), "US:*****6789")
    assert.strictEqual(idOf("xxxx xxxx 1234", "IN"), "IN:********1234")
    assert.strictEqual(idOf("123.XXX.XXX-45", "BR"), "BR:123******45")
    assert.strictEqual(idOf("330106XXXXXXXX002X", "CN"), "CN:330106********002X")
    assert.strictEqual(idOf("XXXXX", "US"), "hidden")
    assert.strictEqual(idOf("1234-5678X", "ES"), "ES:12345678X")
  })

  it("shows no birth date under the mask of a Chinese number", () => {
    const idOf = (text: string) => Result.merge(NationalId.read(text, "CN"))
    assert.strictEqual(idOf("33010619900228123*"), "CN:330106********123*")
    // A place is nobody's.
    assert.strictEqual(idOf("33010619900228****"), "hidden")
    assert.strictEqual(idOf("3301**19900228002X"), "CN:3301**********002X")
    assert.strictEqual(idOf("******19900228****"), "hidden")
    assert.strictEqual(Result.merge(NationalId.read("1990****1234", "IN")), "IN:1990****1234")
  })

  it("has the check character of a Chinese register right", () => {
    const isSound = (text: string) => Result.isSuccess(NationalId.read(text, "CN"))
    assert.isTrue(isSound("11010519491231002X"))
    for (let place = 0; place < 17; place += 1) {
      const digits = Array.from("11010519491231002X")
      digits[place] = String((Number(digits[place]) + 1) % 10)
      assert.isFalse(isSound(digits.join("")), digits.join(""))
    }
  })
})

describe("accents", () => {
  it("fold, and vowel signs and voiced kana do not", () => {
    for (const [text, plain] of [
      ["Nguyễn Đạt", "Nguyen Đat"],
      ["Zoë", "Zoe"],
      ["مُحَمَّد", "محمد"],
      ["שָׁלוֹם", "שלום"],
      ["रीमा", "रीमा"],
      ["ที่", "ที่"],
      ["がどう", "がどう"],
      ["한글", "한글"],
    ] as const)
      assert.strictEqual(Accents.strip(text), plain.normalize("NFC"), text)
  })
})

// --- laws ----------------------------------------------------------------------------------------

type ReadPhone = typeof Phone.read

const mobile = fc.constantFrom(...getCountries()).chain((country) => {
  const example = `${getExampleNumber(country, examples)?.number ?? ""}`
  return fc
    .integer({ min: 0, max: 999 })
    .map((end) => `${example.slice(0, -3)}${`${end}`.padStart(3, "0")}`)
    .map((text) => ({ country, number: parsePhoneNumberFromString(text) }))
})

/** A mobile number reads as itself in the national and the international form, with its plus or not. */
const everyFormIsOne = (readPhone: ReadPhone) =>
  fc.property(mobile, fc.constantFrom(...getCountries()), ({ country, number }, other) => {
    fc.pre(number?.isValid() === true && number.getType() === "MOBILE")
    const is = (text: string, where?: string) =>
      assert.strictEqual(Result.merge(readPhone(text, where)), `${number?.number}`, text)
    is(number?.formatNational() ?? "", country)
    is(number?.nationalNumber ?? "", country)
    is(number?.formatInternational() ?? "", other)
    is(`(+${number?.countryCallingCode})${number?.nationalNumber}`, other)
    const digits = `${number?.countryCallingCode}${number?.nationalNumber}`
    if (digits.length > 10) is(digits, country)
  })

/** Takes digits for an international number wherever they may be one. */
const plusWherever: ReadPhone = (text, country) => {
  const number = parsePhoneNumberFromString(text.includes("+") ? text : `+${text}`)
  return number?.isValid() === true ? Result.succeed(number.number) : Phone.read(text, country)
}
/** Takes digits for a number of the country wherever they may be one. */
const byCountryAlone: ReadPhone = (text, country) => {
  const isKnown = (code: string | undefined): code is CountryCode => code !== undefined
  const number = isKnown(country) ? parsePhoneNumberFromString(text, country) : undefined
  return number?.isValid() === true ? Result.succeed(number.number) : Phone.read(text, country)
}

/** Some of each length in their national form, and some that begin like a calling code. */
const landlines = [
  ["030 12345678", "DE"],
  ["04921 12345", "DE"],
  ["06591 997644", "DE"],
  ["08631 12345", "DE"],
  ["01 5858085", "AT"],
  ["020 7946 0958", "GB"],
  ["01 42 68 53 00", "FR"],
  ["0299 266682", "NL"],
  ["03 1234 5678", "JP"],
  ["010 6552 9988", "CN"],
  ["011 2345 6789", "IN"],
  ["021 5201234", "ID"],
  ["912 345 678", "ES"],
  ["213 373 4253", "US"],
  ["11 2345 6789", "BR"],
] as const

const scope = fc.record(
  {
    issuer: fc.constantFrom("a", 'a","b'),
    seller: fc.constantFrom("b", "c"),
    app: fc.constantFrom("b", "c"),
    window: fc.constantFrom("b", "c"),
    expiresAt: fc.constantFrom(noon, noon + 1),
  },
  { requiredKeys: ["issuer"] },
)
const value = fc.constantFrom("x", '"b","x')

/**
 * Ids are one where they and their scopes are, whatever they say of their end; and they are read where
 * the scope is open, never else.
 */
const scopesKeepApart = (keyOf: typeof Scope.keyOf, at = noon) =>
  fc.property(scope, value, scope, value, (one, a, other, b) => {
    const isSame = JSON.stringify([sorted(one), a]) === JSON.stringify([sorted(other), b])
    assert.strictEqual(keyOf(one, a) === keyOf(other, b), isSame)
    const { record } = read({ _tag: "Token", value: a, scope: one })
    assert.strictEqual(record.values.has("token"), (one.expiresAt ?? Infinity) > at)
  })
const sorted = ({ expiresAt: _, ...scope }: Scope.Scope) =>
  Object.entries(scope).toSorted(([a], [b]) => (a < b ? -1 : 1))

describe("the scope of an id", () => {
  it("keeps it from ids of other sellers, apps and weeks", () => {
    holds(scopesKeepApart(Scope.keyOf))
  })

  it("is all of it but its end", () => {
    kills(scopesKeepApart((own, id) => JSON.stringify([Scope.keyOf(own, id), own.expiresAt])))
    kills(scopesKeepApart(({ seller: _, ...rest }, id) => Scope.keyOf(rest, id)))
    kills(scopesKeepApart(({ app: _, ...rest }, id) => Scope.keyOf(rest, id)))
    kills(scopesKeepApart(({ window: _, ...rest }, id) => Scope.keyOf(rest, id)))
    kills(scopesKeepApart(({ expiresAt: _, ...own }, id) => Object.values(own).join() + id))
    kills(scopesKeepApart(Scope.keyOf, noon + 1))
  })
})
