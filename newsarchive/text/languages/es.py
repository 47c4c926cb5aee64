"""Words of news pages in Spanish."""

from newsarchive.text.words import Words

WORDS = Words(
    months=(
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago set oct nov dic",
    ),
    byline=(
        "(?:(?:publicado|escrito|redactado) )?por|autora?|redactora?|texto(?: de)?|(?:entrevista|reportaje|crónica) de"
    ),
    by="por",
    posted="publicad[oa]|escrit[oa]|enviado",
    about=r"(?:es|escribe|trabaja|cubre|ha )\b",
    unnamed_author=r"(?:el autor|la autora) es\b",
    source_label="fuente",
    author_label=r"autor(?![:*_]in)",
    photographer_label="fotos?|fotografías?",
    updated="actualizad[oa]|modificad[oa]|actualizaci[oó]n",
    no_date=r"registrad[oa]|miembro desde|nacid[oa](?: el)?|disponible hasta(?: el)?",
    created="publicad[oa]|creado",
    openers=(
        "(?:lea|lee|leer|vea|ver) (?:también|más|además).{0,60}|te puede interesar|más (?:noticias|"
        "información|leídas|leídos)|noticias relacionadas|relacionados?|temas relacionados|lo más (?:leído|"
        "visto)|archivado en|comentarios|(?:sobre|acerca de) (?:la firma|el autor|la autora)|te recomendamos|"
        "también te puede interesar|noticias de interés|artículos relacionados|deja (?:un|tu) comentario|"
        "más sobre .{2,40}"
    ),
    furniture=(
        r"publicidad$|suscr[íi]b(?:ete|ase)|newsletter|síguenos|sigue toda|tu suscripción|¿?quieres añadir|"
        r"si continúas leyendo|apúntate|compartir(?:$| en)|foto\s*:|con información de|para comentar|"
        r"¡?mira (?:lo que|nuestro)|etiquetas\s*:|puede (?:escribirnos|seguir)|si quieres compartir|imprimir$|"
        r"regístrate|inicia sesión|sigue leyendo|recibe (?:las|nuestra)"
    ),
    login=r"inicia sesión para (?:leer|continuar)|debes iniciar sesión",
    consent=r"utilizamos cookies|aceptar (?:todas? )?(?:las )?cookies|tu privacidad",
    paywall=(
        r"(?:contenido|artículo) (?:exclusivo|solo) para suscriptores|para seguir leyendo,? (?:suscr|"
        r"inicia)"
    ),
    page_foot="pie",
    numbers=("dos tres cuatro cinco seis siete ocho nueve diez once doce",),
    beside=r"relacionad[oa]s?|le(?:a|e)-?tambien|te-?puede-?interesar|publicidad|encuesta",
    negation=r"no|nunca|sin|ning[uú]n\w*|jamás",
    titled="sr|sra|srta|don|doña|dr|dra|profesora?|alcalde|alcaldesa|gobernadora?|presidenta?e?",
    correction=(
        r"(?:correcci[oó]n|rectificaci[oó]n|fe de (?:erratas|errores)|aclaraci[oó]n|nota (?:del editor|"
        r"de la redacci[oó]n))\s*[:：—–\-.]|una versi[oó]n (?:anterior|previa) de este|(?:este|"
        r"el) art[ií]culo (?:ha sido|fue) (?:corregido|rectificado)"
    ),
    counted="vistas?|visitas?|lecturas?|lectores|comentarios?|veces (?:compartido|leído)|reproducciones",
)
