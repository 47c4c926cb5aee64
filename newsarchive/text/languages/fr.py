"""Words of news pages in French."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv févr mars avr mai juin juil août sept oct nov déc",
    ),
    byline=(
        "(?:(?:propos recueillis|publié|rédigé|écrit|réalisé) )?par|auteur|texte|"
        "de notre (?:correspondante?|envoyée? spéciale?)(?: à [a-zà-ÿ-]+)?,?"
    ),
    by="par",
    posted="publiée?|postée?|rédigée?|écrite?",
    about="(?:est|a |écrit|couvre|travaille|dirige)",
    unnamed_author=r"l.auteure? est\b",
    author_label="auteure?|texte",
    updated="mis(?:e)? à jour|modifié|actualisé|dernière modification",
    no_date=r"inscrite?(?: le)?|membre depuis|née? le|disponible jusqu.au",
    created="publié|posté|paru|mis en ligne|créé le",
    openers=(
        "(?:à )?lire aussi.{0,60}|sur le même sujet|à découvrir|à lire|les plus lus|articles? liés|"
        "voir aussi|plus d.articles|nos derniers articles|commentaires|(?:sur|à propos de) l.auteure?|"
        "pour aller plus loin|dans la même rubrique|ces articles .{0,20}intéresser|vous aimerez aussi|"
        "(?:articles|contenus) (?:similaires|associés)|laisser un commentaire"
    ),
    furniture=(
        r"publicité$|il vous reste [\d.,]+\s?%|la suite est réservée|réservé aux abonnés|abonnez-vous|"
        r"inscrivez-vous|newsletter|crédits?\s*:|(?:©|photo\s*:)|lecture du monde en cours|vous pouvez lire|"
        r"ce message s.affichera|partager(?:$| (?:sur|cet))|article réservé|cet article (?:est|a été)|"
        r"avec (?:l.)?afp$|crédits? photos?|permalien|pour accéder|image illustrative|mots[- ]clés|"
        r"étiquettes\s*:|envoyer par|imprimer$|si vous souhaitez (?:critiquer|commenter|réagir)|se connecter|"
        r"déjà abonné|les (?:textes|propos|opinions) .{0,40}engagent"
    ),
    next_page="page suivante",
    missing_page="page introuvable",
    login=r"connectez-vous pour (?:lire|continuer)|veuillez vous (?:connecter|identifier)",
    consent=(
        r"nous utilisons des cookies|accepter (?:et (?:fermer|continuer)|les cookies|tout)|"
        r"respect(?:ons)? (?:de )?votre vie privée"
    ),
    paywall=(
        r"il vous reste [\d.,]+\s?%|la suite est réservée|article (?:est )?réservé (?:à nos |"
        r"aux )abonnés"
    ),
    page_foot="pied",
    numbers=("deux trois quatre cinq six sept huit neuf dix onze douze",),
    beside=r"lire-?aussi|similaires|publicite|annonces?|sondage",
    negation="pas|non|ne|jamais|sans|aucune?",
    titled="m|mme|mlle|dr|docteur|professeure?|maire|préfète?|me",
    correction=(
        r"(?:corrections?|rectificatif|rectification|erratum|précision|mise au point)\s*[:：—–\-.]|"
        r"une (?:première|précédente) version de (?:cet article|ce texte)|une version (?:précédente|"
        r"antérieure) de|(?:cet article|ce texte) a été (?:corrigé|rectifié)"
    ),
    counted="vues?|lectures?|lecteurs?|visites?|commentaires?|partages?|réactions?",
)
