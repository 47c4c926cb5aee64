"""Scrapy's commands where ours must say more (COMMANDS_MODULE)."""
