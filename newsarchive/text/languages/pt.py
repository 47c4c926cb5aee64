"""Words of news pages in Portuguese."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan fev mar abr mai jun jul ago set out nov dez",
    ),
    byline="(?:(?:escrito|publicado) )?por|autora?|texto(?: de)?|reportagem(?: de)?",
    by="por",
    posted="publicad[oa]|escrit[oa]|postad[oa]",
    about="(?:é|escreve|trabalha|cobre)",
    unnamed_author=r"(?:o autor|a autora) é\b",
    source_label="fonte",
    author_label=r"autor(?![:*_]in)",
    photographer_label="fotos?|fotografias?",
    updated="atualizad[oa]|modificad[oa]|atualização",
    created="publicad[oa]|criado",
    openers=(
        "leia (?:também|mais).{0,60}|notícias relacionadas|veja também|mais lidas|saiba mais|relacionadas?|"
        "comentários|(?:sobre o autor|sobre a autora)|artigos relacionados|mais (?:notícias|lidos)|"
        "continue lendo|deixe um comentário"
    ),
    furniture=(
        r"publicidade$|este texto não reflete|texto em que o autor|"
        r"assine|newsletter|compartilhe|siga(?:-nos| o| a)\b|foto\s*:|receba (?:as|nossas)"
    ),
    paywall=r"(?:conteúdo|matéria) exclusiv[oa] para assinantes",
    page_foot="rodape",
    numbers=("dois três quatro cinco seis sete oito nove dez onze doze",),
    beside=r"leia-?(?:tambem|mais)|publicidade|enquete",
    negation=r"não|nunca|sem|nenhum\w*|jamais",
    titled="sr|sra|dr|dra|dom|dona|professora?|prefeit[oa]|governadora?",
    correction=(
        r"(?:correç(?:ão|ões)|errata|retificaç(?:ão|ões)|nota (?:do editor|da redação))\s*[:：—–\-.]|"
        r"uma versão anterior (?:deste|desta)|(?:este|esta) (?:artigo|texto|reportagem|"
        r"notícia) foi (?:corrigid[oa]|atualizad[oa] para corrigir)"
    ),
    counted="visualizaç(?:ão|ões)|leituras?|visitas?|comentários?|acessos?|partilhas",
)
