"""Lines that stand among paragraphs but are not the article's: recommendations, notices, calls to subscribe, editors.

A table a language. Openers are headings of blocks that recommend other articles; furniture is a line by itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

OPENERS: dict[str, str] = {
    "zh": r"新闻推荐|相关(?:新闻|阅读|报道|推荐|文章|链接|资讯|专题)|相關(?:新聞|報導|閱讀|文章)|猜你喜欢|"
    r"为您推荐|为你推荐|频道推荐|热点阅读|图文看点|"
    r"乡里乡亲|热点排行|推荐阅读|推薦閱讀|延伸阅读|延伸閱讀|热门(?:推荐|新闻|文章|评论)|精彩(?:推荐|"
    r"评论)|更多(?:新闻|精彩|推荐)|"
    r"上一篇|下一篇|网友评论|我要评论|最新评论|发表评论|评论\s*[:：(（]|本周热点|今日热点|编辑推荐|"
    r"大家都在看|您可能感兴趣|往期回顾",
    "en": r"related(?: (?:articles?|stories|story|content|topics|news|posts|links|coverage|videos?|reading))?|"
    r"read (?:more|next|also)|"
    r"recommended(?: (?:reading|stories|for you))?|more (?:from|on|in|like) .{2,40}|more (?:stories|news|"
    r"coverage|to read|to explore)|"
    r"(?:most|top) (?:read|popular|viewed|stories)|popular(?: stories| now)?|trending(?: now)?|you (?:may|"
    r"might) (?:also )?(?:like|be interested in)|"
    r"also (?:read|on .{2,30})|see also|latest (?:news|stories|from .{2,30})|explore more.{0,30}|"
    r"what to read next|don.t miss|up next|key events|further reading|people are also reading.?|"
    r"recommended by .{2,30}|about (?:the )?authors?|(?:more|other) (?:posts|articles|stories) (?:by|in|you) .{2,40}|"
    r"you might have missed|editor.?s.? (?:picks|choice)|from the archives?|keep reading|read this next|"
    r"more .{0,20}(?:headlines|top stories)",
    "de": r"mehr zum thema|lesen sie (?:auch|mehr|dazu|hier).{0,40}|lesen sie mehr zum thema|auch interessant|"
    r"das könnte sie (?:auch )?interessieren|"
    r"weitere (?:artikel|themen|meldungen|nachrichten|informationen)|meistgelesen|zum thema|mehr (?:aus|"
    r"von|zu) .{2,40}|empfohlene artikel|"
    r"verwandte (?:artikel|themen)|siehe auch|passend zum thema|top-?themen|"
    r"exklusive .{2,30} für sie recherchiert|kommentare|(?:ähnliche|verwandte|weitere|neueste|andere) "
    r"(?:beiträge|artikel|themen|inhalte|meldungen|nachrichten|news|videos)(?: .{2,40})?|zum weiterlesen|weiterlesen|"
    r"schon gelesen\??|(?:das|dies) (?:thema )?könnte (?:dich|sie|euch|ihnen) (?:auch )?(?:interessieren|gefallen)|"
    r"über (?:den|die) autor(?:in|en)?|zur person des autors|quellen(?:angaben|verzeichnis)?|einzelnachweise|"
    r"auch (?:lesenswert|spannend)|mehr davon|mehr von|mehr dazu.{0,30}|(?:die )?neuesten (?:beiträge|artikel)|"
    r"beitrags-?navigation|schreibe einen kommentar",
    "fr": r"(?:à )?lire aussi.{0,60}|sur le même sujet|à découvrir|à lire|les plus lus|articles? liés|"
    r"voir aussi|plus d.articles|nos derniers articles|commentaires|(?:sur|à propos de) l.auteure?|"
    r"pour aller plus loin|dans la même rubrique|ces articles .{0,20}intéresser|vous aimerez aussi|"
    r"(?:articles|contenus) (?:similaires|associés)|laisser un commentaire",
    "es": r"(?:lea|lee|leer|vea|ver) (?:también|más|además).{0,60}|te puede interesar|más (?:noticias|"
    r"información|leídas|leídos)|noticias relacionadas|relacionados?|"
    r"temas relacionados|lo más (?:leído|visto)|archivado en|comentarios|(?:sobre|acerca de) (?:la firma|el autor|"
    r"la autora)|te recomendamos|también te puede interesar|noticias de interés|artículos relacionados|"
    r"deja (?:un|tu) comentario|más sobre .{2,40}",
    "it": r"leggi anche.{0,60}|articoli correlati|potrebbe interessarti|ti potrebbe interessare|più letti|"
    r"correlati|notizie correlate|commenti|(?:sull.autore|l.autore|l.autrice)|articoli simili|per approfondire|"
    r"leggi (?:tutto|di più)|lascia un commento|ultime notizie",
    "pt": r"leia (?:também|mais).{0,60}|notícias relacionadas|veja também|mais lidas|saiba mais|relacionadas?|"
    r"comentários|(?:sobre o autor|sobre a autora)|artigos relacionados|mais (?:notícias|lidos)|continue lendo|"
    r"deixe um comentário",
    "nl": r"lees (?:ook|meer|verder).{0,60}|meer over dit onderwerp|gerelateerde (?:artikelen|berichten)|meest gelezen|"
    r"reacties|over de auteur|ook interessant|meer (?:nieuws|van) .{0,30}|geef een reactie",
    "pl": r"czytaj (?:więcej|także|też|również).{0,60}|zobacz (?:też|także|również).{0,60}|przeczytaj także|"
    r"najczęściej czytane|polecane|komentarze",
    "cs": r"(?:čtěte|přečtěte si) (?:také|též|i|dále).{0,40}|související(?: články)?|mohlo by vás zajímat|nejčtenější",
    "da": r"læs også.{0,60}|mere om emnet|mest læste",
    "no": r"les også.{0,60}|les mer.{0,60}|mest lest|flere saker",
    "sv": r"läs (?:också|även|mer).{0,60}|mest lästa|fler artiklar",
    "tr": r"ilgili (?:haberler|konular)|günün (?:önemli )?manşetleri|sonraki haber|çok okunanlar",
    "ru": r"(?:читайте|смотрите) (?:также|ещё|еще).{0,60}|по теме|материалы по теме|новости партн[её]ров|"
    r"самое читаемое|комментарии",
    "uk": r"читайте також.{0,60}|за темою|найпопулярніше",
    "ja": r"関連(?:記事|ニュース|リンク|キーワード)|あわせて読みたい|おすすめ(?:記事)?|こちらもおすすめ|"
    r"人気記事|アクセスランキング",
    "ko": r"관련\s?(?:기사|뉴스)|많이\s?본\s?(?:기사|뉴스)|추천\s?(?:기사|뉴스)|이 시각 .{0,10}뉴스",
    "vi": r"tin liên quan|xem thêm|đọc thêm|tin cùng chuyên mục",
    "id": r"baca juga.{0,80}|berita terkait|artikel terkait|terpopuler",
}
"""What begins a block of recommendations; all of the line, or in Chinese its beginning."""

FURNITURE: dict[str, str] = {
    "zh": r"责任编辑|責任編輯|责编|编辑[:：]|编审|审核[:：]|审读[:：]|校对[:：]|监制[:：]|值班(?:编委|主任|"
    r"编辑)|版权(?:声明|所有|归)|免责声明|(?:特别)?声明[:：]|"
    r"反侵权公告|根据《中华人民共和国著作权法》|任何(?:单位|媒体|网站).{0,20}(?:未经|转载)|本文(?:发表于|通告引用|已被阅读)|"
    r"打印(?:本页|此页|$|】)|关闭(?:窗口|本页|$|】)|分享(?:到|至)\s*[:：]?(?:$|微|朋友|Q)|"
    r"点击(?:数|量)?[:：]|阅读(?:数|量)?[:：]|字号|来源[:：]|扫一扫(?:$|.{0,12}(?:分享|关注|下载|打开|"
    r"手机))|"
    r"扫描二维码|举报(?:电话|邮箱|$)|违法和不良信息|"
    r"未经.{0,12}(?:授权|许可|允许).{0,20}(?:转载|使用)|本文(?:来自|转自|来源)|"
    r"(?:订阅|关注)(?:我们|微信|公众号)|返回(?:首页|顶部|列表)|【?(?:打印|关闭|字体)|Trackback|引用地址|收藏$|不喜欢$",
    "en": r"advertisement|advertorial|sponsored(?: content| post|$)|share (?:this|on|via)\b|follow us|"
    r"follow .{2,40} on (?:twitter|facebook|instagram|x|whatsapp)|"
    r"(?:sign|signing) up (?:to|for|now|here)|subscribe(?: now| to| today)?\b|join (?:us|our|"
    r"the)\b.{0,80}(?:whatsapp|newsletter|channel|community|conversation)|"
    r"click here|watch(?: now)?\s*[:|]|watch \||listen(?: to this)?\s*[:|]|photos?\s*:|"
    r"image(?: credits?)?\s*:|image source|getty images|"
    r"(?:additional reporting|reporting|editing|with (?:files|reports|reporting)|"
    r"with additional reporting) (?:by|from)|"
    r"©|\(c\) |copyright\b|all rights reserved|story continues|article continues|"
    r"this (?:article|story|piece|post|essay|column|report) (?:was |is )?(?:originally |first |also )?"
    r"(?:appeared|published|republished|reprinted)\b|reprinted (?:by|with) permission|"
    r"(?:for )?more information ?:|journal information ?:|provided by .{2,80}$|disclaimer\b ?:|contributing ?:|"
    r"includes information from|contact .{2,40} at |.{2,40} can be reached at |editors. picks?$|"
    r"we (?:may earn (?:revenue|money)|independently (?:evaluate|select|review))|if you (?:buy|purchase) something|"
    r"(?:this|our) (?:web)?site uses cookies|your e-?mail\b|e-?mail(?: address)?\*?$|share$|follow$|"
    r"(?:updated|published|posted)(?: on)? ?:|updated (?:on|to add)\b|updated [a-z]+ \d{1,2}, \d{4}|"
    r"\(?credits? ?:|lead image ?:|don.t miss ?[:!]|want (?:more|great|the latest) .{0,60}\?|"
    r"listen (?:to|on) .{0,60}(?:podcast|spotify)|also available on|comments on this (?:piece|article)|"
    r"\d+ (?:sec(?:ond)?|min(?:ute)?|hour|hr|day)s? ago\b|"
    r"the post .{5,200} appeared first on|stay (?:informed|up to date|connected|tuned)|for the latest|"
    r"get (?:the latest|email updates|our|more)\b.{0,120}(?:newsletter|inbox|email|phone|updates|"
    r"delivered)|"
    r"do you have a (?:story|tip)|have a (?:story|tip|news tip)|got a (?:story|tip)|contact (?:us|"
    r"the author|me) |email (?:us|the author|him|her)\b|"
    r"editor.s note\b|correction\s*:|clarification\s*:|—?\s*associated press writers?|"
    r"(?:the )?associated press (?:writers?|contributed)|"
    r"\[pr\]$|loading(?:error|[ .…]*$)|report a typo|print$|save$|"
    r"\d+ (?:min(?:ute)?s?) read|comments? (?:are closed|\(\d+\))|be the first to comment|"
    r"your email address|invalid email|thank you for subscribing|we use your (?:sign-up|data)|"
    r"log in or create|already (?:a )?(?:subscriber|subscribed|registered)|"
    r"stay up.to.date (?:on|with)|if you (?:enjoyed|liked) (?:reading )?this|(?:did you )?(?:like|enjoy) "
    r"(?:what you|this (?:article|post|story))|thanks? (?:you )?for (?:reading|signing up|your interest)|"
    r"your subscription has been|"
    r"(?:please )?(?:log|sign) in (?:to|or)\b.{0,60}(?:comment|read|continue|account)|leave a (?:comment|reply)|"
    r"this (?:post|article|story|page) (?:may )?contains? (?:references|affiliate)|as an amazon associate|"
    r"we may (?:earn|receive) (?:a|an) .{0,20}commission|"
    r"(?:view|show|hide|load|add|post) (?:all )?(?:more )?comments?\b|"
    r"permalink|filed under|posted (?:in|under)\b|tagged (?:as|with|in|under)\b|tags?\s*:|topics?\s*:|"
    r"categor(?:y|ies)\s*:|"
    r"the (?:views|opinions) expressed|send (?:us )?your|submit your|recommended by our|"
    r"this is a breaking (?:new )?(?:news )?story|terms of (?:use|service)|privacy policy|support (?:our|"
    r"independent|quality)|enjoy(?:ing)? (?:our|this) .{0,30}content|(?:this )?content is reserved",
    "de": r"(?:anzeige|werbung)[ :]*$|lesezeit|stand:|(?:©|quelle\s*:|bildquelle|bild\s*:|foto\s*:|fotos?\(s\)|"
    r"symbolbild)|\(?quelle:|dieser (?:artikel|text|beitrag) (?:ist|wurde|erschien)|"
    r"newsletter|jetzt (?:abonnieren|anmelden|registrieren|testen)|hier (?:geht es (?:zu|zur|zum)|klicken|anmelden)\b|"
    r"melden sie sich|empfohlener redaktioneller inhalt|"
    r"an dieser stelle (?:finden|befindet|steht)|ich bin damit einverstanden|mit (?:material|"
    r"informationen) (?:von|der)|(?:mit )?(?:dpa|afp|reuters|sda|apa)(?:[/, ].{0,30})?$|"
    r"redaktion\s*:|übersetzung\s*:|sendung\s*:|dieses thema im programm|über dieses thema berichtete|"
    r"hat ihnen dieser artikel gefallen|zitiervorschlag|"
    r"box (?:auf|zu)klappen|neuer abschnitt|ende der weiteren informationen|fehler (?:beim|melden)|"
    r"ihre meinung(?: zählt|[:?]?$)|diskutieren sie mit|abonnieren$|hauptinhalt$|inhaltsverzeichnis$|"
    r"auf dieser seite:?$|gefällt (?:dir|ihnen) (?:dieser|dieses|unser|der|das)|dieser (?:artikel|beitrag) gefällt|"
    r"hat (?:dir|ihnen|euch) (?:dieser|der|das)|wie bewerten sie|bewerten sie|empfiehl|empfehlen sie|"
    r"(?:dieser|der) (?:eintrag|beitrag|artikel|post) wurde|"
    r"(?:dieser|der) (?:text|beitrag|artikel) (?:entspricht|gibt)|"
    r"kommentieren$|permalink|schlagw[oö]rt|stichwörter|themen\s*:|tags?\s*:|kategorien?\s*:|drucken$|"
    r"alle angaben ohne gewähr|dieser beitrag enthält werbung|\*?\s?werbung\b|externer inhalt|"
    r"(?:unterstütze?n?|unterstützen sie) (?:uns|unsere[nrs]?|[A-ZÄÖÜ]\w+$)|bei fragen und anregungen|"
    r"(?:telefon|tel\.|telefax|fax|e-?mail|kontakt|ansprechpartner(?:in)?|pressekontakt)\s*:|bitte geben sie|"
    r"was sind cookies|(?:heute|gestern),? \d{1,2}[:.]\d\d uhr$|dies ist eine maschinelle übersetzung|"
    r"les(?:t|en sie) den originalartikel|mehr zum thema finden|aktuelle nachrichten aufs handy|"
    r"hier finden sie (?:alle|außerdem|weitere|mehr)|externen inhalt anzeigen|.{3,60} auch bei social media",
    "fr": r"publicité$|il vous reste [\d.,]+\s?%|la suite est réservée|réservé aux abonnés|abonnez-vous|"
    r"inscrivez-vous|newsletter|crédits?\s*:|(?:©|photo\s*:)|"
    r"lecture du monde en cours|vous pouvez lire|ce message s.affichera|partager(?:$| (?:sur|cet))|article réservé|"
    r"cet article (?:est|a été)|avec (?:l.)?afp$|crédits? photos?|permalien|pour accéder|image illustrative|"
    r"mots[- ]clés|étiquettes\s*:|envoyer par|imprimer$|si vous souhaitez (?:critiquer|commenter|réagir)|"
    r"se connecter|déjà abonné|"
    r"les (?:textes|propos|opinions) .{0,40}engagent",
    "es": r"publicidad$|suscr[íi]b(?:ete|ase)|newsletter|síguenos|sigue toda|tu suscripción|¿?quieres añadir|"
    r"si continúas leyendo|apúntate|compartir(?:$| en)|foto\s*:|con información de|para comentar|"
    r"¡?mira (?:lo que|nuestro)|etiquetas\s*:|puede (?:escribirnos|seguir)|si quieres compartir|imprimir$|"
    r"regístrate|inicia sesión|sigue leyendo|recibe (?:las|nuestra)",
    "it": r"pubblicità$|iscriviti|newsletter|riproduzione riservata|©|condividi|foto\s*:|seguici|abbonati",
    "pt": r"publicidade$|assine|newsletter|compartilhe|siga(?:-nos| o| a)\b|foto\s*:|receba (?:as|nossas)",
    "nl": r"advertentie$|schrijf je in|nieuwsbrief|meld je aan|foto\s*:|deel (?:dit|op)",
    "pl": r"reklama$|foto\s*:|źródło\s*:|pozostało \d+\s?%|udostępnij|subskrybuj",
    "ru": r"реклама(?:$|:)|подпис(?:ывайтесь|аться|ка)|уважаемые читатели|фото\s*:|следите за",
    "tr": r"reklam$|abone ol|anadolu ajansı web sitesinde|haberin devamı|paylaş$",
    "ja": r"広告$|\[?pr\]?$|無断転載|続きを読む|残り\d+文字|この記事は有料|会員限定|写真\s*[:：]",
    "ko": r"무단\s?전재|저작권자|<?\s*copyright|ⓒ|구독(?:하기|$)|광고$|ai 요약은|기사\s?제보|음성\s?(?:으로|재생)|"
    r"글자\s?크기|자동\s?요약|전체 맥락을|(?:매우 )?(?:작은|보통|큰|아주 큰) 폰트|언어\s?변경",
    "id": r"cek berita|advertisement|simak (?:berita|juga)|ikuti (?:berita|kami|saluran)",
}
"""What begins a line that belongs to the page and not to the article."""

MARKS = r"[\s【\[▼▶►>»:：\-—–◆■●•*|(（<“\"']*"
LONGEST_OPENER = 70
LONGEST_FURNITURE = 220
"""Characters above which a line that begins so is a paragraph."""

ANYWHERE = (
    "备案号",
    "ICP备",
    "icp备",
    "ICP证",
    "公网安备",
    "许可证号",
    "许可证编号",
    "版权所有",
    "不得转载",
    " contributed to this ",
)
"""What tells such a line wherever it stands in it."""
ADDRESS = re.compile(r"[^.!?。]{0,60}\b[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,20}\W*")
"""A line that ends in an e-mail address is somebody's, not a sentence."""
BARE = re.compile(r"(?:https?://|www\.)\S+|\d{1,2}|\d{1,2}[:.h]\d\d(?: ?uhr| ?h| ?[ap]\.?m\.?)?|\$\$\w+\$\$")
EVERYWHERE = ("en", "zh")
"""The languages whose lines stand on pages in others too."""


@lru_cache(maxsize=64)
def _patterns(language: str | None) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile openers and furniture of a language, of all where it is not known."""
    known = (language or "").partition("-")[0].lower()
    tags = dict.fromkeys((known, *EVERYWHERE)) if known in FURNITURE or known in OPENERS else OPENERS
    openers = "|".join(
        rf"(?:{OPENERS[tag]})" + (r".*" if tag == "zh" else r"[\s:：.…>»\-–)\]]*") for tag in tags if tag in OPENERS
    )
    furniture = "|".join(FURNITURE[tag] for tag in tags if tag in FURNITURE)
    return re.compile(f"{MARKS}(?:{openers})", re.IGNORECASE), re.compile(f"{MARKS}(?:{furniture})", re.IGNORECASE)


def opens_recommendations(text: str, language: str | None) -> bool:
    """Whether a line is the heading of a block that recommends other articles."""
    return len(text) <= LONGEST_OPENER and _patterns(language)[0].fullmatch(text) is not None


def is_furniture(text: str, language: str | None) -> bool:
    """Whether a short line belongs to the page, not to the article; a bare number or a time of the day does."""
    if len(text) > LONGEST_FURNITURE:
        return False
    if _patterns(language)[1].match(text) is not None or BARE.fullmatch(text):
        return True
    return any(word in text for word in ANYWHERE) or ("@" in text and ADDRESS.fullmatch(text) is not None)
