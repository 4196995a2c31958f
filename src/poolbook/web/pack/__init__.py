"""The pack: its contents chosen and commented, previewed as the board will see it, and every past one."""
