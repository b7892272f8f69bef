"""The arq worker: functions, cron, serializer, limits."""
