"""Scrapy settings that differ from its defaults, each with its reason. What depends on the archive is set later."""

BOT_NAME = "newsarchive"
COMMANDS_MODULE = "newsarchive.crawl.commands"
SPIDER_LOADER_CLASS = "newsarchive.crawl.spider_loader.PortalSpiderLoader"
SCHEDULER = "newsarchive.crawl.scheduler.FrontierScheduler"

# Nothing listens: the remote control runs code that it is sent, the telnet console too.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

# An archive is what every reader is shown, not what one visitor's cookies make of it.
COOKIES_ENABLED = False

# robots.txt is asked for by our own gate: Scrapy's fetches a page when robots.txt cannot be had.
ROBOTSTXT_OBEY = False
DOWNLOADER_MIDDLEWARES = {"newsarchive.crawl.gate.Gate": 100}

# Redirects, retries and errors are outcomes of a link that the frontier knows of, and are kept like any response.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
HTTPERROR_ALLOW_ALL = True

# Bodies are kept as received and decoded when they are read; gzip is the coding that every WARC tool understands.
COMPRESSION_ENABLED = False
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",
}

# Only the web: a redirect must not read this machine's files.
DOWNLOAD_HANDLERS = {
    "http": "newsarchive.crawl.fetching.FetchHandler",
    "https": "newsarchive.crawl.fetching.FetchHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

REFERER_ENABLED = False  # the portal need not know where we found its links
URLLENGTH_LIMIT = 0  # the frontier keeps addresses of any length
DOWNLOAD_TIMEOUT = 60  # seconds of a whole exchange; county portals are slow, but not that slow
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # bytes of a body that are kept
CONCURRENT_ITEMS = 1  # the spider yields none, and Scrapy begins as many tasks for each page to wait for them
DOWNLOADER_STATS = False  # counts of requests that nobody reads, taken by writing each one out
DOWNLOAD_DELAY_JITTER = 0.25  # of the delay, either way
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0  # seconds
STATS_DUMP = False  # the run's own row has the counts
LOG_LEVEL = "INFO"
