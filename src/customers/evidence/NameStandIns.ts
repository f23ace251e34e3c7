/**
 * What people and systems write for a name where they know none.
 *
 * @module
 */

/** Whole names as they are written; how they are folded is for who reads names to say. */
export const all: ReadonlyArray<string> = [
  "guest|walk-in|walkin|walk-in customer|walk-in guest|cash customer|cash sale|customer|buyer|user",
  "amazon customer|pos customer|wechat user|unknown|anonymous|no name|n/a|none|null|undefined",
  "not provided|test|test test|test user|test customer|tester",
  "gast|kunde|kundin|laufkunde|laufkundschaft|barverkauf|unbekannt|anonym|klant|onbekend",
  "client|client de passage|client comptoir|invité|inconnu|anonyme",
  "cliente|cliente final|cliente mostrador|consumidor|consumidor final|público en general|invitado",
  "convidado|desconocido|desconhecido|anónimo|anônimo|sin nombre|ospite",
  "散客|匿名|匿名用户|匿名买家|微信用户|用户|游客|买家|買家|顾客|顧客|客户|客戶|未知|无|测试",
  "ゲスト|お客様|テスト|손님|고객|비회원|게스트",
].flatMap((line) => line.split("|"))
