"""Words of news pages in English."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    ),
    byline=(
        r"(?:words|story|text|report|written|article|interview|analysis|posted|published|reported|"
        r"reviewed)?\s*by|reporting(?: by)?|author|bylined?|text"
    ),
    by="by",
    posted="posted|published|written|submitted|created|added|contributed|article|story|entry",
    about=r"(?:is|was|are|has|joined|covers?|writes?|reports?|works?|began|holds|hosts|leads|serves|currently)\b",
    unnamed_author=r"(?:the|this) (?:writer|author|columnist)s? (?:is|are|was)\b",
    source_label="source",
    author_label="author",
    editor_label="editor|edit(?:ed|ing)(?: by)?",
    photographer_label="photo(?:graph)?s?(?: by)?|photography|pictures",
    translator_label="translator",
    other_label="published|updated|posted|date",
    updated="updated?|modified|edited|last changed|revised",
    no_date=r"joined|registered|member since|born|(?:available|valid) (?:until|till|to)|expires?",
    created="publish|posted|released on|written on",
    openers=(
        "related(?: (?:articles?|stories|story|content|topics|news|posts|links|coverage|videos?|reading))?|"
        "read (?:more|next|also)|recommended(?: (?:reading|stories|for you))?|more (?:from|on|in|"
        "like) .{2,40}|more (?:stories|news|coverage|to read|to explore)|(?:most|top) (?:read|popular|viewed|"
        "stories)|popular(?: stories| now)?|trending(?: now)?|you (?:may|might) (?:also )?(?:like|"
        "be interested in)|also (?:read|on .{2,30})|see also|latest (?:news|stories|from .{2,30})|"
        "explore more.{0,30}|what to read next|don.t miss|up next|key events|further reading|"
        "people are also reading.?|recommended by .{2,30}|about (?:the )?authors?|(?:more|other) (?:posts|"
        "articles|stories) (?:by|in|you) .{2,40}|you might have missed|editor.?s.? (?:picks|choice)|"
        "from the archives?|keep reading|read this next|more .{0,20}(?:headlines|top stories)"
    ),
    furniture=(
        r"(?:(?:senior|executive|contributing|featured|associate|deputy|managing|news|staff) )+(?:[\w&-]+ ){0,3}"
        r"(?:editor|writer|columnist|reporter|correspondent)$|best of .{2,30}$|get all the latest\b|"
        r"for more, (?:read|see|visit)|.{0,80}\bemail us at\b|"
        r"our website is (?:the|your)\b|for advertising inquiries|i would like to donate|"
        r"this (?:episode|podcast) was (?:produced|edited)|the (?:full|complete) (?:interview|episode) (?:is|can)\b|"
        r".{5,120}\bget it delivered\b|.{0,100}\bget in touch (?:at|by emailing)\b|follow your favou?rites|"
        r"the information (?:contained|provided) in this article is\b|"
        r"the authors? (?:or authors )?do(?:es)? not own shares|"
        r"this newsletter may contain|by (?:signing up|subscribing|clicking)\b.{0,80}(?:you|agree)|"
        r"advertisement|advertorial|sponsored(?: content| post|$)|share (?:this|on|via)\b|follow us|"
        r"follow .{2,40} on (?:twitter|facebook|instagram|x|whatsapp)|(?:sign|signing) up (?:to|for|now|here)|"
        r"subscribe(?: now| to| today)?\b|join (?:us|our|the)\b.{0,80}(?:whatsapp|newsletter|channel|"
        r"community|conversation)|click here|contribute as little as\b|"
        r"(?:will|would) you help us\b|"
        r"your (?:ongoing )?support (?:is|makes|helps)\b|if you (?:also )?value what we do|"
        r"this feature is powered by text-to-speech|watch(?: now)?\s*[:|]|watch \||listen(?: to this)?\s*[:|]|"
        r"photos?\s*:|image(?: credits?)?\s*:|image source|getty images|(?:additional reporting|reporting|"
        r"editing|with (?:files|reports|reporting)|with additional reporting) (?:by|from)|©|\(c\) |"
        r"copyright\b|all rights reserved|story continues|article continues|this (?:article|story|piece|post|"
        r"essay|column|report) (?:was |is )?(?:originally |first |also )?(?:appeared|published|republished|"
        r"reprinted)\b|reprinted (?:by|with) permission|(?:for )?more information ?:|journal information ?:|"
        r"provided by .{2,80}$|disclaimer\b ?:|contributing ?:|includes information from|contact .{2,40} at |"
        r".{2,40} can be reached at |editors. picks?$|we (?:may (?:earn|receive) "
        r"(?:an? )?(?:revenue|money|commission|affiliate)|"
        r"independently (?:evaluate|select|review))|if you (?:buy|purchase) something|(?:this|"
        r"our) (?:web)?site uses cookies|your e-?mail\b|e-?mail(?: address)?\*?$|share$|follow$|(?:updated|"
        r"published|posted)(?: on)? ?:|updated (?:on|to add)\b|updated [a-z]+ \d{1,2}, \d{4}|\(?credits? ?:|"
        r"lead image ?:|don.t miss ?[:!]|want (?:more|great|the latest) .{0,60}\?|listen (?:to|"
        r"on) .{0,60}(?:podcast|spotify)|also available on|comments on this (?:piece|article)|"
        r"\d+ (?:sec(?:ond)?|min(?:ute)?|hour|hr|day)s? ago\b|the post .{5,200} appeared first on|"
        r"stay (?:informed|up to date|connected|tuned)|for the latest|get (?:the latest|email updates|our|"
        r"more)\b.{0,120}(?:newsletter|inbox|email|phone|updates|delivered)|do you have a (?:story|tip)|"
        r"have a (?:story|tip|news tip)|got a (?:story|tip)|contact (?:us|the author|me) |email (?:us|"
        r"the author|him|her)\b|"
        r"—?\s*associated press writers?|(?:the )?associated press (?:writers?|contributed)|\[pr\]$|"
        r"loading(?:error|[ .…]*$)|report a typo|print$|save$|\d+ (?:min(?:ute)?s?) read|"
        r"comments? (?:are closed|\(\d+\))|be the first to comment|your email address|invalid email|"
        r"thank you for subscribing|we use your (?:sign-up|data)|log in or create|"
        r"already (?:a )?(?:subscriber|subscribed|registered)|stay up.to.date (?:on|with)|if you (?:enjoyed|"
        r"liked) (?:reading )?this|(?:did you )?(?:like|enjoy) (?:what you|this (?:article|post|story))|"
        r"thanks? (?:you )?for (?:reading|signing up|your interest)|your subscription has been|"
        r"(?:please )?(?:log|sign) in (?:to|or)\b.{0,60}(?:comment|read|continue|account)|leave a (?:comment|"
        r"reply)|this (?:post|article|story|page) (?:may )?contains? (?:references|affiliate)|"
        r"as an amazon associate|we may (?:earn|receive) (?:a|an) .{0,20}commission|(?:view|show|hide|load|"
        r"add|post) (?:all )?(?:more )?comments?\b|permalink|filed under|posted (?:in|under)\b|tagged (?:as|"
        r"with|in|under)\b|tags?\s*:|topics?\s*:|categor(?:y|ies)\s*:|the (?:views|opinions) expressed|"
        r"send (?:us )?your|submit your|recommended by our|this is a breaking (?:new )?(?:news )?story|"
        r"terms of (?:use|service)|privacy policy|support (?:our|independent|quality)|enjoy(?:ing)? (?:our|"
        r"this) .{0,30}content|(?:this )?content is reserved"
    ),
    next_page="next(?: page)?",
    missing_page="not found|page (?:cannot|can't|could not) be found",
    challenge=(
        "just a moment|attention required|verify (?:you are|that you are|you're) (?:a )?human|"
        "are you (?:a )?(?:human|robot)|captcha|checking your browser|enable javascript and cookies|"
        "access denied|unusual traffic"
    ),
    login=(
        r"(?:log|sign) in (?:to (?:continue|read|your account)|required)|please (?:log|sign) in|"
        r"create (?:a free|an) account to (?:read|continue)"
    ),
    consent=(
        r"we value your privacy|before you continue to|(?:accept|manage) (?:all |your )?cookies|"
        r"consent to (?:the use of )?cookies|your privacy choices"
    ),
    paywall=(
        r"(?:subscribe|register) to (?:continue|keep|finish) reading|to (?:continue|"
        r"keep) reading,? (?:subscribe|sign|log|please)|this (?:article|story|content) is (?:available |"
        r"reserved )?(?:only )?(?:for|to) (?:our )?(?:subscribers|members)|for subscribers only"
    ),
    page="page",
    page_foot="footer|foot|colophon|contentinfo",
    for_readers="log-?in|sign-?(?:in|up)|register|account|subscri(?:be|ption)s?",
    numbers=("two three four five six seven eight nine ten eleven twelve",),
    weekdays=r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|wed|thu(?:rs)?|fri|sat|sun",
    negation=r"not|no|never|none|nor|without|cannot|\w+n['’]t",
    titled="mr|mrs|ms|miss|dr|prof|professor|mayor|sir|rev|sgt|capt|judge|sheriff|senator|sen|rep",
    correction=(
        r"(?:corrections?|clarifications?|corrected|erratum|errata)\b(?:\s*\([^)]{1,40}\))?\s*[:：—–\-.]|"
        r"editor.?s.? note\s*:|an? (?:earlier|previous) version of (?:this|the) (?:article|story|post|"
        r"report|headline)|this (?:article|story|post|report) (?:has been|was) (?:corrected|amended|"
        r"updated to correct)"
    ),
    counted="views?|reads?|readers?|hits?|visits?|comments?|shares?|likes?|replies|reactions?",
)
