import random
from tests.query.filing import *
from newsarchive.query.filters import Filters
from newsarchive.query.search import search, count
from newsarchive.query.articles import get_article
from newsarchive.store.database import reading
import time

def test_long(archive):
    r=random.Random(1)
    body="".join(chr(r.randint(0x4e00,0x9fa5)) for _ in range(20000))
    words=" ".join(f"w{n}" for n in range(6000))
    i=file(archive, article(body, words))
    with reading(archive.engine) as s:
        for w in (body[:5000], body, " ".join(body[:3000]), words, "x"*100000, body[:100]+"甲"*3):
            t=time.time()
            print(len(w), len(search(s, Filters(words=w))), round(time.time()-t,2))
        for f in (Filters(words="\udcff"), Filters(author="\udcff"), Filters(words="a\0b"), Filters(author="\0"),Filters(channel="\udcff"),Filters(portal="\udcff"), Filters(words="w1\udcff")):
            try: print(f, count(s, f))
            except Exception as e: print(f, "ERR", type(e), str(e)[:100]); s.rollback()
        for w in ("\udcff", "\0abc", "http://\udcff/"):
            try: print(w.encode("utf8","replace"), get_article(s, w))
            except Exception as e: print(repr(w), "ERR", type(e), str(e)[:100]); s.rollback()
