using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PseIdentity.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class People : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "preferences",
                table: "users",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "locks",
                table: "guesses",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<byte[]>(
                name: "external_id",
                table: "credentials",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "sign_count",
                table: "credentials",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "codes",
                columns: table => new
                {
                    purpose = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<byte[]>(type: "bytea", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    data = table.Column<byte[]>(type: "bytea", nullable: true),
                    tries = table.Column<int>(type: "integer", nullable: false),
                    sent = table.Column<int>(type: "integer", nullable: false),
                    resend_at = table.Column<long>(type: "bigint", nullable: true),
                    not_before = table.Column<long>(type: "bigint", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_codes", x => new { x.purpose, x.key });
                    table.ForeignKey(
                        name: "FK_codes_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "devices",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    former_hash = table.Column<byte[]>(type: "bytea", nullable: true),
                    user_agent = table.Column<string>(type: "text", nullable: true),
                    address = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    last_seen_at = table.Column<long>(type: "bigint", nullable: false),
                    trusted_until = table.Column<long>(type: "bigint", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_devices", x => x.id);
                    table.ForeignKey(
                        name: "FK_devices_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "password_history",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    secret = table.Column<byte[]>(type: "bytea", nullable: false),
                    replaced_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_password_history", x => x.id);
                    table.ForeignKey(
                        name: "FK_password_history_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_credentials_external_id",
                table: "credentials",
                column: "external_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_codes_expires_at",
                table: "codes",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_codes_user_id",
                table: "codes",
                column: "user_id");

            migrationBuilder.CreateIndex(
                name: "IX_devices_expires_at",
                table: "devices",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_devices_former_hash",
                table: "devices",
                column: "former_hash");

            migrationBuilder.CreateIndex(
                name: "IX_devices_token_hash",
                table: "devices",
                column: "token_hash");

            migrationBuilder.CreateIndex(
                name: "IX_devices_user_id_token_hash",
                table: "devices",
                columns: new[] { "user_id", "token_hash" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_password_history_user_id_replaced_at",
                table: "password_history",
                columns: new[] { "user_id", "replaced_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "codes");

            migrationBuilder.DropTable(
                name: "devices");

            migrationBuilder.DropTable(
                name: "password_history");

            migrationBuilder.DropIndex(
                name: "IX_credentials_external_id",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "preferences",
                table: "users");

            migrationBuilder.DropColumn(
                name: "locks",
                table: "guesses");

            migrationBuilder.DropColumn(
                name: "external_id",
                table: "credentials");

            migrationBuilder.DropColumn(
                name: "sign_count",
                table: "credentials");
        }
    }
}
